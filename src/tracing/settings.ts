import { invalid, type settingReader } from '../setting-reader.ts';

export const samplers = [
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
  'always_on',
  'always_off',
  'traceidratio',
] as const;

/** Where traces are sent, and which. */
export interface TracingSettings {
  /** The whole address. */
  url: string;
  /** Sent along, such as a key of whoever collects. Secret. */
  headers: Record<string, string>;
  /** For one batch, in milliseconds. */
  timeoutMs: number;
  serviceName: string;
  resource: Record<string, string>;
  sampler: (typeof samplers)[number];
  /** Of traces that begin here, for the samplers by ratio: 0 to 1. */
  ratio: number;
}

const defaultEndpoint = 'http://localhost:4318';

/**
 * Reads the standard settings of OpenTelemetry (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/).
 * Null: nothing is traced, as wherever none of the three is set that ask for it.
 *
 * @throws RollcallError `invalid_configuration`, whose sentence names the setting and what to set
 */
export function readTracing(read: ReturnType<typeof settingReader>): TracingSettings | null {
  const tracesEndpoint = endpoint(read, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
  const anyEndpoint = endpoint(read, 'OTEL_EXPORTER_OTLP_ENDPOINT');
  const isAsked = tracesEndpoint !== null || anyEndpoint !== null;
  const exporter = read.choice('OTEL_TRACES_EXPORTER', ['otlp', 'none'], isAsked ? 'otlp' : 'none');
  const isDisabled = read.choice('OTEL_SDK_DISABLED', ['true', 'false'], 'false') === 'true';
  if (exporter === 'none' || isDisabled) return null;
  // The collector takes either of the others at the same address.
  if (read.text('OTEL_EXPORTER_OTLP_PROTOCOL') === 'grpc') {
    throw invalid(
      'OTEL_EXPORTER_OTLP_PROTOCOL is grpc, and traces are sent over HTTP only. Set http/json, and the address of the ' +
        "collector's HTTP receiver, which usually has port 4318.",
    );
  }
  read.choice('OTEL_EXPORTER_OTLP_PROTOCOL', ['http/json', 'http/protobuf'], 'http/json');
  const sampler = read.choice('OTEL_TRACES_SAMPLER', samplers, 'parentbased_always_on');
  return {
    url: tracesEndpoint ?? `${(anyEndpoint ?? defaultEndpoint).replace(/\/+$/, '')}/v1/traces`,
    headers: pairs(read, 'OTEL_EXPORTER_OTLP_HEADERS'),
    timeoutMs: read.integer('OTEL_EXPORTER_OTLP_TIMEOUT', 10_000, 100, 60_000),
    serviceName: read.text('OTEL_SERVICE_NAME') ?? 'rollcall',
    resource: pairs(read, 'OTEL_RESOURCE_ATTRIBUTES'),
    sampler,
    ratio: ratio(read.text('OTEL_TRACES_SAMPLER_ARG')),
  };
}

function endpoint(
  read: ReturnType<typeof settingReader>,
  name: 'OTEL_EXPORTER_OTLP_ENDPOINT' | 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
): string | null {
  const given = read.text(name);
  if (given === null) return null;
  const url = URL.parse(given);
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') {
    return url.href;
  }
  // Not quoted: it may hold a password.
  throw invalid(
    `${name} is not an address of a collector. Set one without a password, such as http://localhost:4318; keys go into ` +
      'OTEL_EXPORTER_OTLP_HEADERS.',
  );
}

/** key=value, with commas between and values encoded as in an address. */
function pairs(
  read: ReturnType<typeof settingReader>,
  name: 'OTEL_EXPORTER_OTLP_HEADERS' | 'OTEL_RESOURCE_ATTRIBUTES',
): Record<string, string> {
  const given =
    name === 'OTEL_EXPORTER_OTLP_HEADERS'
      ? read.secret(name, 'name=value, or leave it out')
      : read.text(name);
  if (given === null) return {};
  const found = given.split(',').map((part) => {
    const [, key, value] = /^\s*([\w.-]+)\s*=(.*)$/.exec(part) ?? [];
    if (key === undefined || value === undefined) return null;
    try {
      return [key, decodeURIComponent(value.trim())] as const;
    } catch {
      return null;
    }
  });
  if (found.every((pair) => pair !== null)) return Object.fromEntries(found);
  // Not quoted: headers are secrets.
  throw invalid(
    `${name} cannot be read. Set name=value, several with commas between; encode commas and % in values as in an address.`,
  );
}

function ratio(given: string | null): number {
  if (given === null) return 1;
  const value = /^\d(?:\.\d+)?$/.test(given) ? Number(given) : NaN;
  if (value >= 0 && value <= 1) return value;
  throw invalid(
    'OTEL_TRACES_SAMPLER_ARG is not a part of all traces. Set a number from 0 to 1, such as 0.1.',
  );
}
