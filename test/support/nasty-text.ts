import fc from 'fast-check';

/** Text that has broken things before: in SQL, in JSON, in JavaScript, in an address, in a date. */
export const nastyText = fc.oneof(
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 2, arbitrary: fc.string({ maxLength: 40 }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...[
        "'; drop table users; --",
        '\\',
        '%',
        '_',
        '\0',
        'a\0b',
        '\ud800',
        '\udc00x',
        '\ufeff',
        '\u202e',
        '',
      ],
      ...[
        '__proto__',
        'constructor',
        'toString',
        'null',
        'undefined',
        'NaN',
        '-0',
        '1e999',
        'true',
        '[]',
        '{}',
      ],
      ...['../../etc/passwd', '..', '.', '//', '?', '#', '%00', '%ff', '%', '${7*7}', '{{7*7}}', '<script>'],
      ...['0000-00-00T00:00:00Z', '9999-12-31T23:59:60Z', '-271821-04-20T00:00:00Z', '2026-02-30T00:00:00Z'],
      ...['1000-01-01T00:00:00Z', '9999-12-31T23:59:59+23:59', '2026-01-01T00:00:00-23:59', '2026-01-01'],
      ...[
        '0198c0de-0000-7000-8000-000000000000',
        '{0198c0de-0000-7000-8000-000000000000}',
        'x'.repeat(5_000),
        '?::jsonb',
        '$1',
        "E'\\'",
      ],
    ),
  },
);
