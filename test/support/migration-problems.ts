/** Tables that may be so large that reading or rewriting one takes longer than anybody should wait. */
const bigTables = [
  ...['inbox', 'directory_users', 'directory_user_keys', 'directory_user_emails', 'directory_groups'],
  ...['group_memberships', 'users', 'user_words', 'workspace_memberships', 'audit_records'],
  ...['outbox_messages', 'outbox_deliveries'],
].join('|');

/** What of a migration would keep others waiting, or break the version that still runs (docs/migrations.md). */
export function migrationProblems(name: string, source: string): string[] {
  const [up = ''] = source.split('export async function down');
  const made = new Set([...up.matchAll(/create table (?:if not exists )?(\w+)/gi)].map(([, table]) => table));
  const isConcurrent = /transaction:\s*false/.test(up);
  // Statements end with a semicolon, or with the quote that they are in.
  const statements = up.split(/;|`/).map((text) => text.replace(/\s+/g, ' '));
  return statements.flatMap((text) =>
    /-- blocks: \S/.test(text)
      ? []
      : rules.flatMap(({ pattern, says, unless }) => {
          const found = pattern.exec(text);
          if (found === null) return [];
          if (found[1] !== undefined && made.has(found[1])) return [];
          return unless?.({ name, text, isConcurrent }) ? [] : [`${name}: ${says}`];
        }),
  );
}

interface Rule {
  /** Its first group, where it has one, is the table: what the same migration makes is nobody's yet. */
  pattern: RegExp;
  says: string;
  unless?: (found: { name: string; text: string; isConcurrent: boolean }) => boolean;
}

const isContract = ({ name }: { name: string }): boolean => name.includes('_contract_');

const rules: Rule[] = [
  {
    pattern: /alter column \w+ (?:set data )?type/i,
    says: 'rewrites the table; add a column, fill it in batches, and move over',
  },
  {
    pattern: /alter column \w+ set not null/i,
    says: 'reads the whole table; add a check as not valid first',
  },
  {
    pattern: /add column (?:if not exists )?\w+ [^,]*?not null(?![^,]*default)(?![^,]*generated)/i,
    says: 'adds a column that the version before does not fill; give it a default, or let it be null',
    unless: ({ text }) => /not null default|default [^,]+ not null/i.test(text),
  },
  {
    pattern: new RegExp(`alter table (?:only )?(${bigTables})\\b.*generated always as`, 'i'),
    says: 'rewrites a big table; fill a plain column in batches',
  },
  {
    pattern: new RegExp(`create (?:unique )?index (?!concurrently)[\\w ]*?on (${bigTables})\\b`, 'i'),
    says: 'lets nobody write a big table while an index is made; create it concurrently, in a migration of its own',
  },
  {
    pattern: new RegExp(`alter table (?:only )?(${bigTables})\\b.*add constraint`, 'i'),
    says: 'reads a big table while nobody may use it; add the constraint as not valid',
    unless: ({ text }) => /not valid/i.test(text),
  },
  {
    pattern: new RegExp(`\\bupdate (${bigTables}) `, 'i'),
    says: 'changes a big table in one go; fill it in batches',
  },
  {
    pattern: /drop (?:column|table)|rename (?:column|to)/i,
    says: 'takes away what the version before may use; leave that to a later release, in a file named _contract_',
    unless: isContract,
  },
  {
    pattern: new RegExp(`alter table (?:only )?(${bigTables})\\b(?!.*validate constraint)`, 'i'),
    says: 'waits for a lock for as long as it takes, and everyone behind it; do that in a migration with a transaction',
    unless: ({ isConcurrent }) => !isConcurrent,
  },
  {
    pattern: /(?:create (?:unique )?|drop )index concurrently/i,
    says: 'makes an index concurrently in a transaction, which PostgreSQL refuses; export config = { transaction: false }',
    unless: ({ isConcurrent }) => isConcurrent,
  },
];
