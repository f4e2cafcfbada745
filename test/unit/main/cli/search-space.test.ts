import { expect, test } from 'vitest';
import { parseDimension } from '../../../../main/cli/search-space.ts';

test.each([
  ['learningRate=log:1e-5:1e-2', { kind: 'log', path: 'learningRate', from: 1e-5, to: 1e-2 }],
  ['model.dropout=0:0.6', { kind: 'linear', path: 'model.dropout', from: 0, to: 0.6 }],
  ['batchSize=int:8:64', { kind: 'integer', path: 'batchSize', from: 8, to: 64 }],
  ['optimizer=adamw,sgd', { kind: 'choice', path: 'optimizer', values: ['adamw', 'sgd'] }],
  ['batchSize=16, 32', { kind: 'choice', path: 'batchSize', values: [16, 32] }],
  ['gradientClipNorm=null,1.5', { kind: 'choice', path: 'gradientClipNorm', values: [null, 1.5] }],
  ['model.headNormalization=true,false', { kind: 'choice', path: 'model.headNormalization', values: [true, false] }],
  ['model.denseUnits=[],[64],[128,64]', { kind: 'choice', path: 'model.denseUnits', values: [[], [64], [128, 64]] }],
  ['model.trainable=head,{"from":"block_12"}', { kind: 'choice', path: 'model.trainable', values: ['head', { from: 'block_12' }] }],
])('%s', (text, dimension) => {
  expect(parseDimension(text)).toEqual(dimension);
});

test.each([
  ['learningRate', 'says not what is searched'],
  ['learningRate=0.1', 'says not what is searched'],
  ['=1,2', 'says not what is searched'],
  ['optimizer=adam,', 'says not what is searched'],
  ['learningRate=fast:slow', 'says not what is searched'],
  ['learningRate=log:0:1', 'both ends must be above 0'],
  ['batchSize=int:8.5:64', 'whole number'],
])('%s is refused by name', (text, reason) => {
  expect(() => parseDimension(text)).toThrow(`--set ${text} `);
  expect(() => parseDimension(text)).toThrow(reason);
});
