import type { BlueprintFile } from '../../blueprints/catalog.ts';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Checked } from '../../diagnostics/diagnostic.ts';
import { formatHcl } from '../hcl/format-hcl.ts';
import { renderWithMarks, templateSpan, type View } from './render-template.ts';

/**
 * Renders a template to HCL, checks its form and lays it out as `terraform fmt` does. A fault is an error in the template,
 * at the line that gave the faulty text.
 */
export function renderHcl(file: BlueprintFile, view: View): Checked<string> {
  const rendered = renderWithMarks(file, view);
  if (rendered.value === undefined) return { value: undefined, diagnostics: rendered.diagnostics };
  const read = formatHcl(rendered.value.text);
  if (read.fault === undefined) return { value: read.text, diagnostics: [] };
  const span = templateSpan(rendered.value, read.fault.offset);
  return {
    value: undefined,
    diagnostics: [diagnostic('blueprint/invalid-hcl', span, `not HCL: ${read.fault.message}`)],
  };
}
