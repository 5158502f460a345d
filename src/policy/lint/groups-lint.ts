import { durationInWords } from '../../domain/duration.ts';
import { error, quoted, warning, type Finding } from '../finding.ts';
import { fold } from '../fold.ts';
import { child, itemsAt, textAt, type SourceNode } from '../source-node.ts';
import { lintRole, lintWorkspaces } from './names.ts';
import type { PolicyWords } from './policy-words.ts';
import { HOUR_MS, writtenMs } from './written-duration.ts';

/** The document's own `groups`. */
export function lintGroups(root: SourceNode, words: PolicyWords): Finding[] {
  const groups = child(root, 'groups');
  if (!groups?.entries) return [];
  const map = itemsAt(groups, 'map');
  const byName = textAt(groups, 'match_by') === 'name';
  return [
    ...lintRole(child(groups, 'default_role'), words, ['no_access']),
    ...itemsAt(groups, 'never_grant').flatMap((item) => lintRole(item, words)),
    ...neverGrant(child(groups, 'default_role'), words),
    ...map.flatMap((mapping) => lintMapping(mapping, byName, words)),
    ...shadowedMappings(map, byName),
    ...nobodyGetsAccess(root, groups),
    ...longSettle(child(groups, 'settle')),
  ];
}

/** What usually follows a removal follows within seconds; a day of it is a day with a role that was taken. */
function longSettle(settle: SourceNode | null): Finding[] {
  const ms = writtenMs(settle);
  if (settle === null || ms === null || ms <= HOUR_MS) return [];
  return [
    warning(
      settle.at,
      'long_settle',
      `For ${durationInWords(String(settle.value))}, whoever was taken out of a group keeps what it gave.`,
      'Write a time such as 10s or 5m: the group that follows is usually there within seconds.',
    ),
  ];
}

/** A role that never_grant names cannot be given here. */
export function neverGrant(role: SourceNode | null, words: PolicyWords): Finding[] {
  if (!role || typeof role.value !== 'string' || !words.neverGranted.has(role.value)) return [];
  return [
    error(
      role.at,
      'never_granted',
      `groups.never_grant forbids to give the role ${role.value}.`,
      'Give another role here, or remove it from never_grant.',
    ),
  ];
}

function lintMapping(mapping: SourceNode, byName: boolean, words: PolicyWords): Finding[] {
  const { entries } = mapping;
  if (!entries) return [];
  const role = child(mapping, 'role');
  const findings = [
    ...lintRole(role, words),
    ...neverGrant(role, words),
    ...lintWorkspaces(itemsAt(mapping, 'workspaces'), words),
  ];
  if (!byName && !entries.has('id')) {
    findings.push(
      error(
        mapping.at,
        'mapping_without_id',
        'This entry has no id, and groups are found by id.',
        entries.has('name') ? 'Add the id, or write match_by: name above.' : 'Add the id of the group.',
      ),
    );
  }
  if (byName && !entries.has('name')) {
    findings.push(
      error(
        mapping.at,
        'mapping_without_name',
        'This entry has no name, and groups are found by name.',
        entries.has('id') ? 'Add the name, or write match_by: id above.' : 'Add the name of the group.',
      ),
    );
  }
  const workspaces = entries.get('workspaces');
  // An unknown key is reported as such; most likely it is what is missing here.
  const hasStranger = [...entries.keys()].some((key) => !MAPPING_KEYS.has(key));
  if (!hasStranger && !role && (!workspaces || workspaces.items?.length === 0)) {
    findings.push(
      error(
        mapping.at,
        'mapping_without_effect',
        'This entry gives nothing.',
        'Add a role or workspaces, or remove it.',
      ),
    );
  }
  return findings;
}

const MAPPING_KEYS: ReadonlySet<string> = new Set(['id', 'name', 'role', 'workspaces']);

/** A group is found once: of two entries for the same one, nobody would ever see the second. */
function shadowedMappings(map: readonly SourceNode[], byName: boolean): Finding[] {
  const found = byName ? 'name' : 'id';
  const seen = new Set<string>();
  const labels = new Set<string>();
  const findings: Finding[] = [];
  for (const mapping of map) {
    const written = textAt(mapping, found);
    const at = child(mapping, found)?.at ?? mapping.at;
    const key = written === null ? null : byName ? fold(written.trim()) : written.trim();
    if (key !== null && seen.has(key)) {
      findings.push(
        error(
          at,
          'shadowed_mapping',
          `An entry above is for the group ${quoted(written)} too, and shadows this one.`,
          'Write the role and the workspaces of a group in one entry.',
        ),
      );
      continue;
    }
    if (key !== null) seen.add(key);
    const label = byName ? null : textAt(mapping, 'name');
    if (label !== null && labels.has(fold(label.trim()))) {
      findings.push(
        warning(
          child(mapping, 'name')?.at ?? mapping.at,
          'duplicate_name',
          `Another group is called ${quoted(label)} too.`,
          'Tests and explanations name groups: give each its own label.',
        ),
      );
    }
    if (label !== null) labels.add(fold(label.trim()));
  }
  return findings;
}

function nobodyGetsAccess(root: SourceNode, groups: SourceNode): Finding[] {
  const role = child(groups, 'default_role');
  // What cannot be read may give access.
  const givesByDefault = role !== null && role.value !== 'no_access';
  const givesByGroup = itemsAt(groups, 'map').some(
    (mapping) => !mapping.entries || mapping.entries.has('role'),
  );
  const givesByRule = itemsAt(root, 'rules').some(
    (rule) => (textAt(rule, 'status') ?? 'active') === 'active' && child(rule, 'then', 'grant_role') !== null,
  );
  if (givesByDefault || givesByGroup || givesByRule) return [];
  return [
    warning(
      groups.keyAt,
      'nobody_gets_access',
      'No group gives a role, and neither does default_role: nobody gets access.',
      'Write a default_role, or map a group to a role.',
    ),
  ];
}
