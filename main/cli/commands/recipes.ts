import type { Command } from 'commander';
import { perform } from '../perform.ts';

export function addRecipesCommand(program: Command): void {
  program
    .command('recipes')
    .description('List the training recipes with their published figures.')
    .action((_options: object, command: Command) =>
      perform(command, async ({ openHost }) => {
        const { recipes } = await (await openHost()).call('recipes.list', {});
        const text = recipes.map((recipe) =>
          [
            `${recipe.id}: ${recipe.title}`,
            `  ${recipe.summary}`,
            `  Expects: ${recipe.expects}`,
            `  Source: ${recipe.source}`,
            `  Published: ${recipe.published ?? 'no figure'}`,
          ].join('\n'),
        );
        return { json: { recipes }, text: text.join('\n\n') };
      }),
    );
}
