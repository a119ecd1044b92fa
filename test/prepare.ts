import { writeValidators } from '../scripts/validators.ts';

/** Tests run against the schemas as they stand: what is made from them is made anew when they have changed. */
export default function prepare(): void {
  writeValidators(process.cwd());
}
