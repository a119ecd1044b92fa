/** What kinds of values InfraFlux can make. `secrets/generate.ts` says what they look like. */
export const generatedKinds = ['password', 'base64', 'hex', 'token'] as const;
export type GeneratedKind = (typeof generatedKinds)[number];
