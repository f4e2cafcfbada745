import { aboutBytes, weightFormatNames } from '../../../common/domain/weights.ts';
import type {
  CheckedWeights,
  ImportedWeights,
  MissingWeights,
  PublishedCatalogue,
  PublishedWeights,
} from '../../../common/domain/weights.ts';
import { formatCount, formatTime } from './numbers.ts';
import { formatTable } from './table.ts';

const megabyte = 1e6;

export function describeWeightsList(weights: readonly ImportedWeights[], missing: readonly MissingWeights[]): string {
  const rows = weights.map((entry) => [
    entry.id,
    nameNetwork(entry),
    formatMegabytes(entry.bytes),
    formatCount(entry.weightCount),
    entry.sha256.slice(0, 12),
    entry.licence ?? 'not known',
    entry.name,
    formatTime(entry.importedAt),
  ]);
  const headers = ['id', 'network', 'size', 'weights', 'sha256', 'licence', 'from', 'imported'];
  const table = rows.length === 0 ? 'No weights yet. Import some with: nevus weights import <file or folder>' : formatTable(headers, rows);
  return [table, ...missing.map(describeMissing), ...(missing.some(({ published }) => published !== null) ? [howToBring] : [])].join('\n');
}

const howToBring =
  'Bring such a file and import it: nevus weights import <file>. Or have it fetched, after size, source and licence are shown: nevus weights fetch <name of the file>';

function describeMissing({ recipes, published, ...network }: MissingWeights): string {
  const file = published === null ? '' : ` The file to bring is ${published.file} (about ${formatMegabytes(aboutBytes(published))}).`;
  return `Missing: ${nameNetwork(network)}, for ${recipes.join('; ')}.${file}`;
}

export function describeImported(entry: ImportedWeights): string {
  const known = entry.publishedFile === null ? 'no published hash is known for it' : `it is ${entry.publishedFile}, as published`;
  return `Weights ${entry.id} (${entry.name}): ${nameNetwork(entry)}, ${formatCount(entry.weightCount)} weights, ${weightFormatNames[entry.format]}; ${known}.`;
}

export function describeChecked(checked: CheckedWeights): string {
  const { verdict, publishedFile } = checked;
  const verdicts = {
    published: `It is ${publishedFile ?? ''}, byte for byte as Keras publishes it.`,
    changed: `Keras publishes a file with the name ${publishedFile ?? ''}, but this one has another hash: it was changed or damaged. Do not use it unless you know why.`,
    unknown: 'No hash is published for it. All its weights fit the network and are numbers; nothing more can be said.',
  } as const;
  return [
    `${checked.name}: ${nameNetwork(checked)}, ${weightFormatNames[checked.format]}, ${formatCount(checked.weightCount)} weights, ${formatMegabytes(checked.bytes)}${checked.hasTop ? ', with a head that is left out' : ''}.`,
    `SHA-256 ${checked.sha256}`,
    verdicts[verdict],
  ].join('\n');
}

/** What a user must see before anything is fetched. */
export function describeFetch(file: PublishedWeights, { publisher, source }: PublishedCatalogue): string {
  const hash =
    file.hash === null ? 'none published, so the file can only be checked by its shapes' : `${file.hash.kind} ${file.hash.value}`;
  return [
    `File     ${file.file}`,
    `Network  ${nameNetwork(file)}, ImageNet weights`,
    `Size     about ${formatMegabytes(aboutBytes(file))}`,
    `Source   ${file.address}, by ${publisher}`,
    `Licence  ${file.licence}`,
    `Hash     ${hash}`,
    `(Facts from ${source}.)`,
  ].join('\n');
}

/** `59 MB` */
export function formatMegabytes(bytes: number): string {
  return `${formatCount(Math.max(1, Math.round(bytes / megabyte)))} MB`;
}

function nameNetwork({ architecture, alpha }: Pick<ImportedWeights, 'architecture' | 'alpha'>): string {
  return alpha === null ? architecture : `${architecture} ${alpha}`;
}
