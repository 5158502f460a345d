import type { Condition } from '../generated/policy.ts';
import type { Why, WhyAttribute, WhyStep } from '../generated/api.ts';
import type { EffectivePolicy } from '../policy/effective-policy.ts';
import { readProfile, shortText } from '../policy/attributes.ts';
import type { Explanation } from '../reconcile/explanation.ts';
import type { ShowPlace } from './policy-places.ts';
import type { Masks } from './why-masks.ts';

/** The steps of a decision with the line, the attributes and the events behind each. */
export function shownSteps(
  { decision, policy, groups, person }: Explanation,
  show: ShowPlace,
  masks: Masks,
): WhyStep[] {
  const ofRecord = person?.eventId == null ? [] : [person.eventId];
  return (decision?.trace ?? []).map(({ step, says, at, decisive }) => {
    const attributes = at === null ? [] : attributesAt(policy.effective, at);
    const place = /^\/groups\/map\/(\d+)$/.exec(at ?? '');
    const members = groups.filter((group) =>
      policy.compiled.matchGroups([group]).some((mapped) => mapped.place === Number(place?.[1])),
    );
    return {
      step,
      says: masks.sentence(says, attributes),
      decisive: decisive === true,
      policy: at === null ? null : show(at),
      attributes,
      event_ids:
        place === null
          ? step === 'directory' || attributes.length > 0
            ? ofRecord
            : []
          : members.map(({ eventId }) => eventId),
    };
  });
}

/** The groups with the line that maps each. */
export function shownGroups({ groups, policy }: Explanation, show: ShowPlace): Why['groups'] {
  return groups.map((group) => {
    const { sourceId, externalId, name, since, eventId } = group;
    const place = policy.compiled.matchGroups([group])[0]?.place;
    return {
      source_id: sourceId,
      external_id: externalId,
      name,
      since: since.toISOString(),
      event_id: eventId,
      policy: place === undefined ? null : show(`/groups/map/${place}`),
    };
  });
}

const BUILT_IN: Readonly<Record<string, string>> = {
  email: 'emails',
  user_name: 'userName',
  display_name: 'displayName',
};

/** All that the policy maps, and what everybody has where a condition asks for it. */
export function shownAttributes(
  { facts, policy, person }: Explanation,
  show: ShowPlace,
  masks: Masks,
): WhyAttribute[] {
  if (facts === null) return [];
  const { effective, compiled } = policy;
  const { today } = compiled.attributes.read(facts.resource, facts.account);
  const profile = readProfile(facts.resource);
  const builtIn: Record<string, string | null> = {
    email: profile.email,
    user_name: shortText(facts.resource.userName),
    display_name: profile.displayName,
  };
  const asked = Object.keys(BUILT_IN).filter((name) => compiled.conditions.subjects.has(`attribute:${name}`));
  const mapped = Object.keys(effective.attributes.map);
  return [...new Set([...asked, ...mapped])].sort().map((name) => {
    const mapping = mapped.includes(name) ? effective.attributes.map[name] : undefined;
    const masked = masks.hides(name);
    const value = mapping ? (today.get(name) ?? null) : (builtIn[name] ?? null);
    return {
      name,
      value: masked ? null : value,
      masked,
      from: mapping?.from ?? BUILT_IN[name] ?? name,
      event_id: person?.eventId ?? null,
      policy: mapping ? show(`/attributes/map/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`) : null,
    };
  });
}

/** The attributes that a line of a policy looks at. */
function attributesAt(effective: EffectivePolicy, at: string): string[] {
  const [, section, part, place] = at.split('/');
  const conditions = (): Condition[] => {
    const one = (list: readonly Condition[], index: string | undefined): Condition[] =>
      index === undefined ? [...list] : list.slice(Number(index), Number(index) + 1);
    if (section === 'filters' && part === 'include') return one(effective.filters.include, place);
    if (section === 'filters' && part === 'exclude') return one(effective.filters.exclude, place);
    if (section === 'rules')
      return one(
        effective.rules.map(({ when }) => when),
        part,
      );
    if (section === 'deactivation' && part === 'exceptions') {
      return one(
        effective.deactivation.exceptions.map(({ when }) => when),
        place,
      );
    }
    return [];
  };
  if (section === 'attributes' && part === 'map' && place !== undefined) {
    return [place.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return [...new Set(conditions().flatMap(attributesIn))].sort();
}

function attributesIn(condition: Condition): string[] {
  if ('all' in condition) return condition.all.flatMap(attributesIn);
  if ('any' in condition) return condition.any.flatMap(attributesIn);
  if ('not' in condition) return attributesIn(condition.not);
  return condition.attribute === undefined ? [] : [condition.attribute];
}
