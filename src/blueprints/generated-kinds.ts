/** The kinds of values that InfraFlux can generate. `secrets/generate.ts` defines their form. */
export const generatedKinds = ['password', 'base64', 'hex', 'token'] as const;
export type GeneratedKind = (typeof generatedKinds)[number];
