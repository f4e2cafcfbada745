const names: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Enter: 'Enter',
  Escape: 'Esc',
  Space: 'Space',
  Shift: 'Shift',
  Alt: 'Alt',
};

/** A tinykeys binding in words for people: `$mod+Enter` becomes [['Ctrl', 'Enter']], `g h` becomes [['G'], ['H']]. */
export function describeKeys(keys: string, isMac: boolean): string[][] {
  return keys.split(' ').map((press) =>
    (press === '+' ? ['+'] : press.split('+')).map((key) => {
      if (key === '$mod') return isMac ? '⌘' : 'Ctrl';
      return names[key] ?? (key.length === 1 ? key.toUpperCase() : key);
    }),
  );
}
