/** Asked between steps. */
export interface Interrupt {
  isStopping(): boolean;
  dispose(): void;
}

/**
 * The first Ctrl-C (or SIGTERM) lets the step at work finish; the second leaves it as it is, which is safe: every step
 * asks first whether it is already true. `onFirst` and `onSecond` say so to the person who pressed it.
 */
export function listenForInterrupt(onFirst: () => void, onSecond: () => void): Interrupt {
  let stopping = false;
  const onSignal = (): void => {
    if (stopping) {
      onSecond();
      process.exit(130);
    }
    stopping = true;
    onFirst();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    isStopping: () => stopping,
    dispose() {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
