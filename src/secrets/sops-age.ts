/** An entry of a file's `sops.age`: who can open it, and the data key encrypted to them. */
export interface AgeEntry {
  readonly recipient: string;
  /** Armored, as age prints it, with a final newline. */
  readonly enc: string;
}

/** An age identity of the user, and the recipient that belongs to it. */
export interface Identity {
  readonly recipient: string;
  /** `AGE-SECRET-KEY-1...` */
  readonly reveal: () => string;
}

/** Loaded on first use: it takes some 80 ms. */
const library = () => import('age-encryption');

export async function wrapDataKey(dataKey: Uint8Array, recipient: string): Promise<AgeEntry> {
  const { Encrypter, armor } = await library();
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  const enc = armor.encode(await encrypter.encrypt(dataKey));
  return { recipient, enc: enc.endsWith('\n') ? enc : `${enc}\n` };
}

/** Undefined when this identity does not open it. */
export async function unwrapDataKey(entry: AgeEntry, identity: Identity): Promise<Uint8Array | undefined> {
  const { Decrypter, armor } = await library();
  try {
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity.reveal());
    const key = await decrypter.decrypt(armor.decode(entry.enc));
    return key.length === 32 ? key : undefined;
  } catch {
    // "no identity matched", or bytes that are not an age file: the caller knows which of its entries failed.
    return undefined;
  }
}

export async function makeIdentity(): Promise<Identity> {
  const { generateX25519Identity } = await library();
  return identityOf(await generateX25519Identity());
}

/** Throws when the text is not an age identity; the message never contains the text. */
export async function identityOf(text: string): Promise<Identity> {
  const { identityToRecipient } = await library();
  let recipient: string;
  try {
    recipient = await identityToRecipient(text);
  } catch {
    throw new Error('no age identity');
  }
  const identity = { recipient };
  Object.defineProperty(identity, 'reveal', { value: () => text, enumerable: false });
  return identity as Identity;
}

export async function isRecipient(text: string): Promise<boolean> {
  const { Encrypter } = await library();
  try {
    new Encrypter().addRecipient(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether it is an age file at all, in its armor: all that can be checked of an entry for another recipient. */
export async function isArmored(enc: string): Promise<boolean> {
  const { armor } = await library();
  try {
    return Buffer.from(armor.decode(enc)).subarray(0, 22).toString('latin1') === 'age-encryption.org/v1\n';
  } catch {
    return false;
  }
}
