import { expressionFault, usesName } from './check.ts';
import { environmentOf, type Selects } from './environments.ts';

export interface SelectorFault {
  readonly message: string;
  readonly help: string | undefined;
}

/** What a `match` is for. A whole disk is looked for before Talos knows its system disk. */
export type Selected = Selects | 'whole disk';

/** Why a minor of Talos 1 would not take a selector, or could never evaluate it. */
export function selectorFault(expression: string, selected: Selected, minor: number): SelectorFault | undefined {
  const fault = expressionFault(expression, environmentOf(selected === 'whole disk' ? 'disk' : selected, minor));
  if (fault !== undefined) {
    const message = `${fault.message} (character ${fault.at + 1} of ${JSON.stringify(shortened(expression))})`;
    return { message, help: fault.help };
  }
  if (selected !== 'whole disk' || !usesName(expression, 'system_disk')) return undefined;
  return {
    message: 'system_disk is not known when a whole disk is selected',
    help: 'match another property of the disk, for example disk.transport == "nvme"',
  };
}

function shortened(expression: string): string {
  return expression.length > 80 ? `${expression.slice(0, 77)}...` : expression;
}
