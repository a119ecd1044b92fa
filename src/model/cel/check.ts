import { closest } from '../../diagnostics/did-you-mean.ts';
import type { Environment } from './environments.ts';
import { type Expression, parseExpression } from './parse.ts';
import { ExpressionFault } from './tokens.ts';
import {
  commonType,
  dyn,
  formatType,
  isOpen,
  resultOf,
  standardFunctions,
  standardMethods,
  type Type,
  typeOf,
} from './types.ts';

/** Characters of an expression; the length of what is checked has a bound. */
const longest = 4000;

/**
 * Why Talos would not take the expression as a selector: it is not in the grammar, its types do not fit, or it is not
 * true or false. Undefined where Talos takes it.
 */
export function expressionFault(expression: string, environment: Environment): ExpressionFault | undefined {
  if (expression.length > longest) return new ExpressionFault(`longer than ${longest} characters`, longest);
  try {
    const root = parseExpression(expression);
    const type = typeOfExpression(root, expression, environment, new Map());
    if (type.name === 'bool' || type.name === 'any') return undefined;
    return new ExpressionFault(`the expression is ${article(type)}, not true or false`, 0);
  } catch (fault) {
    if (fault instanceof ExpressionFault) return fault;
    throw fault;
  }
}

/** Whether an expression that Talos takes uses a name, such as `system_disk`. */
export function usesName(expression: string, name: string): boolean {
  const isUsed = (part: Expression): boolean => {
    if (part.kind === 'name') return part.name === name;
    if (part.kind === 'select') return isUsed(part.on);
    if (part.kind === 'call') return (part.on !== undefined && isUsed(part.on)) || part.parameters.some(isUsed);
    if (part.kind === 'list') return part.items.some(isUsed);
    return part.kind === 'map' && part.entries.some(([key, value]) => isUsed(key) || isUsed(value));
  };
  return isUsed(parseExpression(expression));
}

type Locals = ReadonlyMap<string, Type>;

function typeOfExpression(root: Expression, text: string, environment: Environment, outside: Locals): Type {
  return typed(root, outside);

  function typed(part: Expression, locals: Locals): Type {
    switch (part.kind) {
      case 'literal':
        return typeOf(part.type);
      case 'name':
        return named(part.name, part.at, locals);
      case 'select':
        return field(typed(part.on, locals), part.field, part.at);
      case 'list':
        return { name: 'list', of: [joined(part.items, locals)] };
      case 'map': {
        const [keys, values] = [part.entries.map(([key]) => key), part.entries.map(([, value]) => value)];
        return { name: 'map', of: [joined(keys, locals), joined(values, locals)] };
      }
      case 'call':
        return macro(part, locals) ?? call(part, locals);
    }
  }

  function named(name: string, at: number, locals: Locals): Type {
    const type = locals.get(name) ?? environment.names.get(name);
    if (type !== undefined) return type;
    // Values of enumerations are written with the whole name of their type.
    if (name === 'talos' || name === 'google') return { name: 'any', of: [] };
    const known = [...environment.names.keys()].filter((each) => environment.names.get(each)?.name !== 'type');
    throw unknown(name, at, known);
  }

  function field(type: Type, name: string, at: number): Type {
    if (isOpen(type)) return type;
    if (type.name === 'map') return type.of[1] ?? dyn;
    const fields = environment.messages.get(type.name);
    if (fields === undefined) throw new ExpressionFault(`${article(type)} has no field ${name}`, at);
    const found = fields.get(name);
    if (found !== undefined) return found;
    const subject = formatType(type);
    const meant = closest(name, fields.keys());
    const help = meant === undefined ? undefined : `did you mean ${subject}.${meant}?`;
    throw new ExpressionFault(`${subject} has no field ${name}`, at, help);
  }

  /** Several types in one list are possible, and then nothing is known of its items. */
  function joined(items: readonly Expression[], locals: Locals): Type {
    const [first, ...others] = items.map((item) => typed(item, locals));
    return others.reduce((before, type) => commonType(before, type) ?? dyn, first ?? dyn);
  }

  function call({ on, name, parameters, at }: Expression & { kind: 'call' }, locals: Locals): Type {
    const operands = on === undefined ? parameters : [on, ...parameters];
    const given = operands.map((operand) => typed(operand, locals));
    const functions = on === undefined ? { ...standardFunctions, ...environment.functions } : standardMethods;
    const overloads = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (overloads === undefined)
      throw unknown(
        name,
        at,
        Object.keys(functions).filter((each) => /^\w+$/.test(each)),
      );
    const result = resultOf(overloads, given);
    if (result !== undefined) return result;
    throw mismatch(name, operands, given, at);
  }

  function mismatch(
    name: string,
    operands: readonly Expression[],
    given: readonly Type[],
    at: number,
  ): ExpressionFault {
    const symbol = name.replaceAll('_', '').replace('@', '');
    const types = given.map(formatType);
    const isOperator = !/^[A-Za-z]\w*$/.test(name);
    const message = isOperator
      ? `${symbol} does not take ${types.join(' and ')}`
      : `${name} does not take ${types.length === 0 ? 'nothing' : types.join(' and ')}`;
    if (!types.includes('int') || !types.includes('uint')) return new ExpressionFault(message, at);
    const number = operands.find((operand) => operand.kind === 'literal' && operand.type === 'int');
    if (number?.kind !== 'literal' || number.text.startsWith('-')) {
      return new ExpressionFault(message, at, 'sizes are unsigned: write numbers as 100u');
    }
    const end = number.at + number.text.length;
    return new ExpressionFault(message, at, `write ${text.slice(0, end)}u${text.slice(end)}`);
  }

  /** `has`, and what loops over a list or the keys of a map. */
  function macro({ on, name, parameters, at }: Expression & { kind: 'call' }, locals: Locals): Type | undefined {
    if (on === undefined) {
      if (name !== 'has' || parameters.length !== 1) return undefined;
      const [operand] = parameters;
      if (operand?.kind !== 'select') throw new ExpressionFault('has() takes a field, such as has(disk.serial)', at);
      typed(operand, locals);
      return typeOf('bool');
    }
    const tests = ['all', 'exists', 'exists_one', ...(environment.hasExistsOne ? ['existsOne'] : [])];
    const counts = tests.includes(name) || name === 'filter' ? [2] : name === 'map' ? [2, 3] : [];
    if (!counts.includes(parameters.length)) return undefined;
    const range = typed(on, locals);
    if (!isOpen(range) && range.name !== 'list' && range.name !== 'map') {
      throw new ExpressionFault(`${name} needs a list, not ${article(range)}`, at);
    }
    const [variable, ...bodies] = parameters;
    if (variable?.kind !== 'name') throw new ExpressionFault(`${name} needs a name for each item`, variable?.at ?? at);
    const item = range.of[0] ?? dyn;
    const inside = new Map([...locals, [variable.name, item]]);
    const found = bodies.map((body) => typed(body, inside));
    const conditions = name === 'map' ? found.slice(0, -1) : found;
    if (conditions.some((type) => type.name !== 'bool' && !isOpen(type))) {
      throw new ExpressionFault(`the condition of ${name} is not true or false`, at);
    }
    if (tests.includes(name)) return typeOf('bool');
    return { name: 'list', of: [name === 'map' ? (found.at(-1) ?? dyn) : item] };
  }
}

function unknown(name: string, at: number, known: readonly string[]): ExpressionFault {
  const meant = closest(name, known);
  const help = meant === undefined ? `known: ${[...known].sort().join(', ')}` : `did you mean ${meant}?`;
  return new ExpressionFault(`unknown name ${name}`, at, help);
}

function article(type: Type): string {
  const words = formatType(type);
  return `${/^[aeiu]/.test(words) && !words.startsWith('uint') ? 'an' : 'a'} ${words}`;
}
