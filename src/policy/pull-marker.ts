/** What a file says about the version that it was pulled from. */
export interface PullMarker {
  version: number;
  /** Which time that version was put in force: it may have been again since, and others in between. */
  activation: number;
}

const MARKER = /^# rollcall: pulled version ([1-9]\d{0,8}), activation ([1-9]\d{0,8})[ \t]*$/;
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * The marker among the comments at the top of a policy; null without one. Of several, as a merge leaves them, none
 * counts: nobody has said which of them is meant.
 */
export function readPullMarker(yaml: string): PullMarker | null {
  const markers = splitLines(yaml).flatMap(({ marker }) => (marker === null ? [] : [marker]));
  return markers.length === 1 ? (markers[0] ?? null) : null;
}

/** The same policy without its markers: what is stored, compared and put in force. */
export function withoutPullMarker(yaml: string): string {
  const lines = splitLines(yaml);
  if (!lines.some(({ marker }) => marker !== null)) return yaml;
  const rest = lines.filter(({ marker }) => marker === null).map(({ text }) => text);
  return `${yaml.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : ''}${rest.join('')}`;
}

/** A policy as a pull writes it: the marker is its first line. */
export function withPullMarker(yaml: string, { version, activation }: PullMarker): string {
  const plain = withoutPullMarker(yaml);
  const mark = plain.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  const end = /\r\n/.test(plain) ? '\r\n' : '\n';
  const line = `# rollcall: pulled version ${String(version)}, activation ${String(activation)}`;
  return `${mark}${line}${end}${plain.slice(mark.length)}`;
}

/** The lines of a policy, each with its end; markers only in the comments before the first key. */
function splitLines(yaml: string): { text: string; marker: PullMarker | null }[] {
  const body = yaml.startsWith(BYTE_ORDER_MARK) ? yaml.slice(1) : yaml;
  let isHead = true;
  return (body.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((text) => {
    const line = text.replace(/\r?\n$/, '');
    isHead &&= /^(?:#|[ \t]*$)/.test(line);
    const [, version, activation] = isHead ? (MARKER.exec(line) ?? []) : [];
    const marker =
      version === undefined || activation === undefined
        ? null
        : { version: Number(version), activation: Number(activation) };
    return { text, marker };
  });
}
