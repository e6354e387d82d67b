/**
 * Lets timers, signals and the browser's own work have their turn: some backends never wait for anything.
 *
 * By a message to itself, because a timer waits for at least a millisecond.
 */
export function breathe(): Promise<void> {
  const { port1: inbox, port2: outbox } = new MessageChannel();
  return new Promise((resolve) => {
    inbox.onmessage = () => {
      inbox.close();
      resolve();
    };
    outbox.postMessage(undefined);
  });
}
