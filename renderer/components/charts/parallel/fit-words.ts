/** Of the 11 px that charts are labelled with, on average. */
const letterWidth = 6.2;

/** How many letters fit into so many px, at least a few. */
export function lettersIn(width: number): number {
  return Math.max(5, Math.floor(width / letterWidth));
}

/** The name of an axis as it fits between its neighbours. */
export function titleLines(label: string, room: number): string[] {
  return inTwoLines(label, lettersIn(room - 14));
}

/** Text in at most two lines of so many letters, broken between words; what does not fit ends in an ellipsis. */
export function inTwoLines(text: string, letters: number): string[] {
  if (text.length <= letters) return [text];
  const words = text.split(' ');
  let first = words.shift() ?? '';
  while (words[0] !== undefined && `${first} ${words[0]}`.length <= letters) first += ` ${words.shift() ?? ''}`;
  const rest = words.join(' ');
  return [shortened(first, letters), ...(rest === '' ? [] : [shortened(rest, letters)])];
}

/** Text of at most so many letters, with an ellipsis where some were left out. */
export function shortened(text: string, letters: number): string {
  return text.length <= letters ? text : `${text.slice(0, Math.max(1, letters - 1)).trimEnd()}…`;
}
