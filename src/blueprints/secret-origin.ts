import type { GeneratedKind } from './generated-kinds.ts';

/** Where the value of a key comes from: generated here, as its consumer needs it, or issued by another system. */
export type SecretOrigin =
  | {
      readonly generate: GeneratedKind;
      /** Characters of a password, bytes of base64 and hex. Absent: as many as are usual. */
      readonly length?: number;
    }
  | {
      /** Who issues it, and where: "Cloudflare: My Profile, API Tokens". */
      readonly from: string;
    };
