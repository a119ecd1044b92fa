/**
 * Waits for something that another process does. How long that takes is the machine's business: only a great many looks without success
 * are a failure, so that nothing waits for ever.
 */
export async function eventually(isTrue: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let look = 0; look < 6000; look += 1) {
    if (await isTrue()) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`never happened: ${what}`);
}
