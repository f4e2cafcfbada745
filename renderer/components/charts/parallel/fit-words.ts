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
