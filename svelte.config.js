/** Read by Vite, vitest, svelte-check and editors. Runes everywhere: the old syntax does not compile. */
export default { compilerOptions: { runes: true } };
