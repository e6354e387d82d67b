/** For `--import`: lets programs of TypeScript, and `--eval`, import sources as they are; one of JavaScript starts sooner without. */
if (!process.argv[1]?.endsWith('.js')) await import(import.meta.resolve('tsx'));
