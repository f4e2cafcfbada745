import type { ColumnType, Generated } from 'kysely';

/** 0 or 1; repositories turn it into a boolean. */
type Flag = number;
/** JSON text; repositories parse it. */
type Json = string;

interface DatasetTable {
  id: Generated<number>;
  name: string;
  layout: string;
  root: string;
  status: string;
  has_lesion_ids: Flag;
  /** Once it is ready: a dataset that is complete never changes. */
  counts: Generated<Json | null>;
  created_at: string;
}

interface PhotographTable {
  id: Generated<number>;
  dataset_id: number;
  image_id: string;
  file_name: string;
  content_hash: string;
  width: number;
  height: number;
  diagnosis: string;
  lesion_id: string | null;
  proof: string | null;
  age_years: number | null;
  sex: string | null;
  site: string | null;
  source_part: string | null;
}

interface RejectionTable {
  id: Generated<number>;
  dataset_id: number;
  kind: string;
  image_id: string | null;
  file_name: string | null;
  line: number | null;
  message: string;
}

interface SplitTable {
  id: Generated<number>;
  dataset_id: number;
  name: string;
  seed: number;
  class_counts: Json;
  test_openings: ColumnType<number, never, number>;
  grouping: Generated<string>;
  test_group: Generated<number>;
  created_at: string;
}

interface SplitPhotographTable {
  split_id: number;
  photograph_id: number;
  part: string;
}

interface JobTable {
  id: Generated<number>;
  kind: string;
  status: string;
  title: string;
  dataset_id: number | null;
  run_id: number | null;
  /** What its kind needs to do it, also after a restart. */
  input: Json | null;
  /** Order in the queue, smallest first. */
  position: Generated<number>;
  progress: Json | null;
  error: Json | null;
  result: Json | null;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
  search_id: number | null;
}

interface ImportReportTable {
  job_id: number;
  report: Json;
}

interface RunTable {
  id: Generated<number>;
  name: string;
  recipe_id: string;
  dataset_id: number;
  split_id: number;
  status: string;
  options: Json;
  classes: Json;
  engine: Json | null;
  weight_count: number | null;
  best_epoch: number | null;
  error: Json | null;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
  trained_ms: Generated<number>;
  /** Ids of the runs that an ensemble averages; null for a run of its own. */
  members: Json | null;
  /** `RunTeacher`; null where it learned from the diagnoses alone. */
  teacher: Json | null;
  stretch_started_at: string | null;
  naming: Generated<string>;
  /** How often its test part had been opened when its rule was chosen anew. */
  naming_openings: Generated<number>;
}

interface RunLogTable {
  run_id: number;
  line: number;
  at: string;
  message: string;
}

interface EpochTable {
  run_id: number;
  epoch: number;
  train_loss: number;
  train_accuracy: number;
  validation_loss: number;
  validation_accuracy: number;
  validation_balanced_accuracy: number;
  validation_recall: Json;
  validation_recall_at_half: number | null;
  validation_malignant_recall: number | null;
  learning_rate: number;
  images_per_second: number;
  wait_share: number;
  duration_ms: number;
  confusion: Json;
}

interface PredictionTable {
  run_id: number;
  photograph_id: number;
  predicted: string;
  probabilities: Uint8Array;
  /** The network's own answer; null where that is the probabilities. */
  votes: Uint8Array | null;
  /** By which rule `predicted` was named. */
  naming: Generated<string>;
}

interface EvaluationTable {
  id: Generated<number>;
  run_id: number;
  dataset_id: number;
  part: string | null;
  metrics: Json;
  unknown_labels: Json;
  training_overlap: number;
  test_opening: number | null;
  created_at: string;
  views: Generated<number>;
  details: Json | null;
}

interface ReadingTable {
  id: Generated<number>;
  run_id: number;
  case_key: string;
  reader_name: Generated<string>;
  own_diagnosis: string | null;
  confidence: number | null;
  locked_at: string | null;
  final_diagnosis: string | null;
  reason: Generated<string>;
  note: Generated<string>;
  signed_at: string | null;
  deferred_at: string | null;
  reopened_count: Generated<number>;
  shown_model: string | null;
}

interface SearchTable {
  id: Generated<number>;
  name: string;
  recipe_id: string;
  dataset_id: number;
  split_id: number;
  /** `SearchPlan`. */
  plan: Json;
  created_at: string;
}

interface SearchTrialTable {
  search_id: number;
  number: number;
  status: string;
  run_id: number | null;
  /** Of successive halving: up to which rung it trains, from 0. */
  rung: Generated<number>;
  option_values: Json;
  curve: Generated<Json>;
  value: number | null;
  best_epoch: number | null;
  reason: string | null;
  trained_ms: Generated<number>;
}

interface SettingTable {
  key: string;
  value: Json;
}

interface WeightsTable {
  id: Generated<number>;
  architecture: string;
  alpha: number | null;
  name: string;
  weight_count: number;
  bytes: number;
  has_top: Flag;
  sha256: string;
  imported_at: string;
  format: Generated<string>;
  source: Generated<string>;
  licence: string | null;
  published_file: string | null;
}

/** The tables of the newest version, as the migrations leave them. */
export interface Schema {
  dataset: DatasetTable;
  photograph: PhotographTable;
  rejection: RejectionTable;
  split: SplitTable;
  split_photograph: SplitPhotographTable;
  job: JobTable;
  import_report: ImportReportTable;
  run: RunTable;
  run_log: RunLogTable;
  epoch: EpochTable;
  prediction: PredictionTable;
  evaluation: EvaluationTable;
  reading: ReadingTable;
  search: SearchTable;
  search_trial: SearchTrialTable;
  setting: SettingTable;
  weights: WeightsTable;
}
