import { readFile } from 'node:fs/promises';
import { loadBackend } from '../../engine/backends/load-backend.ts';
import type { Job } from '../jobs.ts';
import { serveFrozen } from './frozen.ts';
import { servePipeline } from './pipeline.ts';
import { servePrediction } from './prediction.ts';
import { serveTraining } from './training.ts';

/* Nevus at the benchmark's jobs; the job comes in a file. */

const job = JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')) as Job;
if (job.kind !== 'pipeline') await loadBackend('tensorflow');
switch (job.kind) {
  case 'train':
    await serveTraining(job);
    break;
  case 'predict':
    await servePrediction(job);
    break;
  case 'frozen':
    await serveFrozen(job);
    break;
  case 'pipeline':
    await servePipeline(job);
    break;
}
