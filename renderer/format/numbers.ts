const counts = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

/** `10,015` */
export function formatCount(value: number): string {
  return counts.format(value);
}

/** `1 photograph`, `10,015 photographs` */
export function formatCounted(value: number, one: string, many = `${one}s`): string {
  return `${formatCount(value)} ${value === 1 ? one : many}`;
}

/** How often something happened: `never`, `once`, `twice`, `3 times`. */
export function formatTimes(count: number): string {
  return ['never', 'once', 'twice'][count] ?? `${formatCount(count)} times`;
}

const ordinals = new Intl.PluralRules('en-GB', { type: 'ordinal' });
const ordinalSuffixes: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd' };

/** `1st`, `2nd`, `3rd`, `11th` */
export function formatOrdinal(value: number): string {
  return `${formatCount(value)}${ordinalSuffixes[ordinals.select(value)] ?? 'th'}`;
}

/** A metric from 0 to 1 with three figures: `0.713`; a dash where there is none. */
export function formatScore(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : value.toFixed(3);
}

/** A share from 0 to 1: `71 %`, `0.4 %`, `100 %`. Never rounds to 0 % or 100 % what is not. */
export function formatPercent(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return '< 0.1 %';
  if (percent < 100 && percent > 99.9) return '> 99.9 %';
  return `${percent < 10 || percent > 99 ? trimZero(percent.toFixed(1)) : percent.toFixed(0)} %`;
}

function trimZero(text: string): string {
  return text.endsWith('.0') ? text.slice(0, -2) : text;
}

const byteUnits = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** Decimal units, three figures: `48.3 kB`, `214 GB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${byteUnits[unit] ?? ''}`;
}

/** `612 photographs/s`, `0.4 batches/s` */
export function formatRate(perSecond: number, unit: string): string {
  return `${perSecond >= 10 ? formatCount(perSecond) : perSecond.toFixed(1)} ${unit}/s`;
}

/** For a learning rate and its like: `0.001`, `4e-4`, `1.2e-5`. */
export function formatSmall(value: number): string {
  if (value === 0 || value >= 0.001) return String(Number(value.toPrecision(3)));
  return Number(value.toPrecision(3)).toExponential().replace('e+', 'e');
}
