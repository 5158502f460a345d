import { error, quoted, warning, type Finding } from '../finding.ts';
import { child, itemsAt, textAt, type SourceNode } from '../source-node.ts';

/** The document's own `identity`. */
export function lintIdentity(root: SourceNode): Finding[] {
  const identity = child(root, 'identity');
  if (!identity) return [];
  const domains = itemsAt(identity, 'verified_domains');
  const findings = domains.flatMap(checkDomain);
  const matchBy = child(identity, 'match_by');
  const keys = itemsAt(identity, 'match_by').map((item) => item.value);
  const neverLinks = textAt(identity, 'existing_accounts') === 'never';
  if (matchBy && keys.length === 1 && keys[0] === 'email' && domains.length === 0 && !neverLinks) {
    findings.push(
      warning(
        matchBy.at,
        'email_links_nobody',
        'E-mail alone links an account only inside verified_domains, and there are none.',
        'List the domains in verified_domains, or add external_id.',
      ),
    );
  }
  return findings;
}

const DOMAIN =
  /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/i;

/** Domains in which everyone on earth can have an address. */
const PUBLIC_DOMAINS: ReadonlySet<string> = new Set([
  'gmail.com',
  'googlemail.com',
  'outlook.com',
  'hotmail.com',
  'live.com',
  'yahoo.com',
  'icloud.com',
  'me.com',
  'aol.com',
  'proton.me',
  'protonmail.com',
  'gmx.de',
  'gmx.net',
  'web.de',
]);

function checkDomain(item: SourceNode): Finding[] {
  if (typeof item.value !== 'string') return [];
  const domain = item.value;
  if (PUBLIC_DOMAINS.has(domain.toLowerCase())) {
    return [
      error(
        item.at,
        'public_domain',
        `Anyone can have an address at ${domain}, so it proves nothing.`,
        'List only domains that belong to this customer.',
      ),
    ];
  }
  if (DOMAIN.test(domain)) return [];
  return [error(item.at, 'bad_domain', `${quoted(domain)} is no domain.`, domainHint(domain))];
}

function domainHint(domain: string): string {
  const bare = domain
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/^.*@/, '')
    .replace(/^\*?\./, '')
    .replace(/\/.*$/, '')
    .trim();
  if (bare !== domain && DOMAIN.test(bare)) return `Write ${bare}.`;
  return 'Write a domain such as northwind.example.';
}
