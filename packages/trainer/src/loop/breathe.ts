/** Lets timers, signals and the browser's own work have their turn: some backends never wait for anything. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
