/** What is neither marked as Node's side nor an app. */
export function isForBrowsers(entry: string): boolean {
  return !entry.endsWith('/node') && !entry.startsWith('@outrageous/lm');
}
