/** InfraFlux' own version, for `requires`. A test keeps it equal to package.json: the core reads no file. */
export const infrafluxVersion = '1.0.0';
