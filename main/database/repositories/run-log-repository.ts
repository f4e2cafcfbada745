import type { RunLogLine } from '../../../common/domain/run.ts';
import type { Database } from '../database.ts';
import { nowText } from '../now.ts';

/** The oldest lines go when there are more. */
const keptLines = 1000;
const longestMessage = 2000;

/** What was said while a run trained. */
export class RunLogRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  add(runId: number, message: string): RunLogLine {
    const { build } = this.#database;
    return this.#database.transaction(() => {
      const last = this.#database.first(
        build
          .selectFrom('run_log')
          .select((builder) => builder.fn.max('line').as('line'))
          .where('run_id', '=', runId),
      );
      const line: RunLogLine = { id: (last?.line ?? 0) + 1, at: nowText(), message: message.slice(0, longestMessage) };
      this.#database.run(build.insertInto('run_log').values({ run_id: runId, line: line.id, at: line.at, message: line.message }));
      this.#database.run(
        build
          .deleteFrom('run_log')
          .where('run_id', '=', runId)
          .where('line', '<=', line.id - keptLines),
      );
      return line;
    });
  }

  /** Oldest first. */
  lines(runId: number): RunLogLine[] {
    return this.#database.all(
      this.#database.build.selectFrom('run_log').select(['line as id', 'at', 'message']).where('run_id', '=', runId).orderBy('line'),
    );
  }
}
