/**
 * What the user types to call this program, for messages that say what to type next: `npm start --` in the repository,
 * `npx outrageous-lm` where it is installed in a project, else `outrageous-lm`.
 */
export function calledAs({ OUTRAGEOUS_CALLED_AS, npm_lifecycle_script }: NodeJS.ProcessEnv = process.env): string {
  if (OUTRAGEOUS_CALLED_AS !== undefined) return OUTRAGEOUS_CALLED_AS;
  return npm_lifecycle_script?.includes('outrageous-lm') ? 'npx outrageous-lm' : 'outrageous-lm';
}
