import { adviceOf } from './advice.ts';
import type { Ordered } from './order.ts';
import { placesOf, type TextOf } from './places.ts';
import { visibleLine } from './visible.ts';

/**
 * Annotations of GitHub Actions, one line each:
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions#setting-an-error-message
 *
 * `prefix` is the path from the root of the repository to the directory of infraflux.yaml, empty or ending with a slash.
 */
export function renderGithub(ordered: Ordered, textOf: TextOf, prefix = ''): string {
  const placeOf = placesOf(textOf);
  let text = '';
  for (const diagnostic of ordered.diagnostics) {
    const properties = [`title=${property(diagnostic.code)}`];
    // A built-in file is not in the repository: an annotation on it would point nowhere.
    if (diagnostic.span !== undefined && !diagnostic.span.file.startsWith('infraflux:')) {
      const place = placeOf(diagnostic.span);
      properties.unshift(`file=${property(prefix + place.file)}`);
      if (place.line !== undefined) {
        properties.push(
          `line=${place.line}`,
          `endLine=${place.endLine}`,
          `col=${place.column}`,
          `endColumn=${place.endColumn}`,
        );
      }
    }
    const help = adviceOf(diagnostic) ?? diagnostic.label ?? '';
    text += `::${diagnostic.severity} ${properties.join(',')}::${data(`${visibleLine(diagnostic.message)}\n${visibleLine(help)}`)}\n`;
  }
  return text;
}

// As actions/toolkit does it: packages/core/src/command.ts.
function data(value: string): string {
  return value.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(value: string): string {
  return data(visibleLine(value)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
