/**
 * Names that published collections use for diagnoses, in lower case, and the short names that Nevus knows them by: HAM10000's seven, and three that its
 * categories join with others and that stay apart here (the ISIC archive's terms, 2024).
 */
const shortNames: Readonly<Record<string, string>> = {
  melanoma: 'mel',
  'melanoma, nos': 'mel',
  'melanoma invasive': 'mel',
  'melanoma in situ': 'mel',
  'melanoma metastasis': 'mel',
  'malignant melanoma': 'mel',
  'basal cell carcinoma': 'bcc',
  'actinic keratosis': 'akiec',
  'solar or actinic keratosis': 'akiec',
  'bowen disease': 'akiec',
  'squamous cell carcinoma in situ': 'akiec',
  'actinic keratosis / intraepithelial carcinoma': 'akiec',
  nevus: 'nv',
  naevus: 'nv',
  'melanocytic nevus': 'nv',
  'melanocytic nevi': 'nv',
  'benign keratosis': 'bkl',
  'benign keratosis-like lesion': 'bkl',
  'benign keratosis-like lesions': 'bkl',
  dermatofibroma: 'df',
  'vascular lesion': 'vasc',
  'vascular lesions': 'vasc',
  'squamous cell carcinoma': 'scc',
  'squamous cell carcinoma, nos': 'scc',
  'squamous cell carcinoma, invasive': 'scc',
  'seborrheic keratosis': 'sk',
  'seborrhoeic keratosis': 'sk',
  'pigmented benign keratosis': 'pbk',
};

const known = new Set(Object.values(shortNames));

/** The short name of a diagnosis, however a source words it (`Melanocytic_nevi` -> `nv`); null where Nevus has none. */
export function shortNameOf(words: string): string | null {
  const text = plain(words);
  return known.has(text) ? text : (shortNames[text] ?? null);
}

/** The class label for a diagnosis: its short name, or else the source's own words in lower case. */
export function diagnosisLabel(words: string): string {
  return shortNameOf(words) ?? plain(words);
}

function plain(words: string): string {
  return words
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[\s_]+/g, ' ')
    .trim();
}
