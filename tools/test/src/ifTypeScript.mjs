/** For `--import`: lets a program of TypeScript run as it is, and costs one of JavaScript nothing. */
if (process.argv[1]?.endsWith('.ts')) await import(import.meta.resolve('tsx'));
