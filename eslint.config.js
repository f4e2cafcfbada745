import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';

const onlyIn = (layers, message) => ({ group: layers, message });

/** What architecture.md forbids and TypeScript's project references cannot see. */
const restricted = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });
const electron = onlyIn(['electron', 'electron/*'], 'Only main/shell and preload import electron.');
const tensorflow = onlyIn(['@tensorflow/*', 'webgpu'], 'Only engine/ imports TensorFlow.');
const imaging = onlyIn(['sharp'], 'Only main/imaging imports sharp.');
const restOfMain = {
  regex: '^\\.\\./(?!\\.\\./|host/paths\\.ts$)',
  message: 'Of main/, the shell knows the folder names only: it speaks to the host in frames.',
};
const sql = onlyIn(['better-sqlite3', 'kysely'], 'Only main/database imports SQLite.');

export default tseslint.config(
  { ignores: ['out/', 'node_modules/', 'test-results/', '.scratch/'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: 'only-allowed-literals' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'no-console': 'error',
      eqeqeq: 'error',
      'no-undef': 'off',
    },
  },
  { files: ['**/*.svelte', '**/*.svelte.ts'], languageOptions: { parserOptions: { parser: tseslint.parser } } },
  {
    // typescript-eslint sees every component of ours as `any`; svelte-check knows their types and checks these better.
    files: ['**/*.svelte'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  { files: ['common/**'], rules: restricted(electron, tensorflow, imaging, sql, onlyIn(['node:*'], 'common/ runs everywhere.')) },
  { files: ['engine/**'], rules: restricted(electron, imaging, sql) },
  {
    files: ['main/**'],
    rules: restricted(electron, tensorflow, imaging, sql, onlyIn(['**/engine/**'], 'Only main/engine-host imports engine/.')),
  },
  { files: ['main/engine-host/**'], rules: restricted(electron, tensorflow, imaging, sql) },
  { files: ['main/imaging/**'], rules: restricted(electron, tensorflow, sql) },
  { files: ['main/database/**'], rules: restricted(electron, tensorflow, imaging) },
  { files: ['main/shell/**'], rules: restricted(tensorflow, imaging, sql, restOfMain) },
  { files: ['preload/**'], rules: restricted(tensorflow, imaging, sql) },
  { files: ['renderer/**'], rules: restricted(electron, tensorflow, imaging, sql, onlyIn(['node:*'], 'The renderer runs in a browser.')) },
  { files: ['main/cli/**', 'scripts/**', 'bench/**'], rules: { 'no-console': 'off' } },
  {
    files: ['test/**'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off', '@typescript-eslint/no-floating-promises': 'error' },
  },
  { files: ['**/*.js', '**/*.mjs', '**/*.cjs'], extends: [tseslint.configs.disableTypeChecked], rules: { 'no-console': 'off' } },
  // Electron 22 starts CommonJS only.
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
);
