import type { DatasetLayout } from '../../../common/domain/dataset.ts';

export const layoutNames: Readonly<Record<DatasetLayout, string>> = {
  ham10000: 'HAM10000',
  'isic2018-groundtruth': 'ISIC 2018 ground truth',
  'isic-archive': 'ISIC archive',
  'class-folders': 'One folder for each class',
  'hmnist-csv': 'Pixels in a CSV table (hmnist)',
};
