import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['node_modules', 'src/generated', 'dist', 'dist-web', 'dist-web-*', 'coverage', '.rollcall'] },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-definitions': 'off',
      'no-console': 'error',
    },
  },
  // The rules of hooks, and what the compiler of React asks of components.
  { files: ['src/web/**'], ...reactHooks.configs.flat['recommended-latest'] },
  { files: ['build-web.js'], languageOptions: { globals: { process: 'readonly' } } },
  {
    files: ['src/http/portal/enter/*.js'],
    languageOptions: {
      sourceType: 'script',
      globals: Object.fromEntries(
        ['document', 'fetch', 'history', 'HTMLAnchorElement', 'HTMLButtonElement', 'HTMLElement']
          .concat(['HTMLHeadingElement', 'location', 'window'])
          .map((name) => [name, 'readonly']),
      ),
    },
  },
  { files: ['bench/**', 'schemas/*.ts', 'build-client.ts', 'examples/**'], rules: { 'no-console': 'off' } },
  { files: ['**/*.cjs'], languageOptions: { globals: { module: 'writable' } } },
);
