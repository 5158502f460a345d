import { ok, problem, warning, type Finding } from './finding.ts';
import type { ReadSettings } from './read-settings.ts';

/** Each setting that is wrong, and what is allowed and yet worth a second look. */
export function checkConfiguration({ config, faults }: ReadSettings): Finding[] {
  const findings = [
    ...faults.map((fault) => toFinding(fault, problem)),
    ...config.warnings.map((sentence) => toFinding(sentence, warning)),
  ];
  if (findings.length > 0) return findings;
  return [ok(`Every setting is valid${config.production ? ', for production' : ''}.`)];
}

/** The sentences end with what to do. */
function toFinding(text: string, status: typeof problem): Finding {
  const [says = text, ...todo] = text.split(/(?<=[.?:]) (?=[A-Z])/);
  return status(says, todo.length === 0 ? 'See the table of settings in the README.' : todo.join(' '));
}
