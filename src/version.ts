/** Version of InfraFlux. A test holds it against package.json. */
export const infrafluxVersion = '0.1.0';
