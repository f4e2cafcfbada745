import { engineNames } from '../../common/domain/engine-names.ts';
import type { EngineSpeed } from '../../common/domain/engine-speed.ts';
import type { EngineKind } from '../../common/domain/training-config.ts';

/** Below this, two measurements of the same engine may differ as much. */
const clearlyFaster = 1.2;

/** A sentence where another engine trained every network clearly faster than the automatic choice; null where none did. */
export function adviseEngine(engines: readonly EngineSpeed[], automatic: EngineKind): string | null {
  const own = engines.find(({ kind }) => kind === automatic);
  if (own === undefined) return null;
  const faster = engines
    .map((engine) => ({ engine, gain: smallestGain(engine, own) }))
    .filter(({ gain }) => gain >= clearlyFaster)
    .toSorted((one, other) => other.gain - one.gain)[0];
  if (faster === undefined) return null;
  const name = engineNames[faster.engine.kind];
  return `${name} trains faster here than ${engineNames[automatic]}, the automatic choice (${faster.gain.toFixed(1)} times at least). Choose it with --engine ${faster.engine.kind}, or under "Runs on" when you start a training.`;
}

/** How many times faster the engine trained, on the network where that is least; 0 where it cannot train one that the other can. */
function smallestGain(engine: EngineSpeed, other: EngineSpeed): number {
  if (engine.figures.length === 0) return 0;
  const gains = other.figures.map(({ network, trainingPerSecond }) => {
    const own = engine.figures.find((figure) => figure.network === network)?.trainingPerSecond ?? 0;
    return trainingPerSecond === null ? Infinity : own / trainingPerSecond;
  });
  return Math.min(...gains);
}
