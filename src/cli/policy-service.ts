import { basename } from 'node:path';
import type {
  PolicyActivate,
  PolicyBacktest,
  PolicyBacktestRequest,
  PolicyMismatches,
  PolicyMismatchesRequest,
  PolicyDiff,
  PolicyDiffRequest,
  PolicyPlan,
  PolicyPlanRequest,
  PolicyProposal,
  PolicyProposalRequest,
  PolicyPush,
  PolicyPutInForce,
  PolicyVersion,
  PolicyVersionList,
  ShadowDifferenceList,
} from '../generated/api.ts';
import type { Config } from '../config.ts';
import { showPolicyVersion, showPolicyVersions } from '../tenancy/show-policy.ts';
import { adminApiClient } from './admin-api-client.ts';
import type { CommandIo } from './command-io.ts';
import { withDatabase, type Connected } from './connect.ts';
import { serviceAddress, type OfServer } from './service-address.ts';
import { commandLine, everyItem, tenancyDeps, tenantOfSlug } from './tenancy.ts';

/**
 * What commands ask about the policies of tenants, with the shapes of the admin API: of a running service over HTTP, or of
 * the database. Faults are the same RollcallErrors either way.
 */
export interface PolicyService {
  /** What a policy would do to the tenant's people. Throws policy_invalid with `diagnostics` in its details. */
  plan(tenant: string, request: PolicyPlanRequest): Promise<PolicyPlan>;
  /**
   * What would have happened under a policy. Throws policy_invalid with `diagnostics` in its details.
   *
   * @param onProgress told how many events have been gone through, of how many; a running service does not tell
   */
  backtest(
    tenant: string,
    request: PolicyBacktestRequest,
    onProgress: (done: number, total: number) => void,
  ): Promise<PolicyBacktest>;
  inForce(tenant: string): Promise<PolicyVersion>;
  /** Where a policy, or the one in force, and the directories do not match. Throws policy_invalid. */
  mismatches(tenant: string, request: PolicyMismatchesRequest | null): Promise<PolicyMismatches>;
  version(tenant: string, version: number): Promise<PolicyVersion>;
  /** All of them, the newest first. */
  versions(tenant: string): Promise<PolicyVersionList>;
  /** How a policy differs from what is in force. Throws policy_invalid. */
  diff(tenant: string, request: PolicyDiffRequest): Promise<PolicyDiff>;
  /** Proposes a policy, which decisions are compared with. Throws policy_invalid and conflict. */
  propose(tenant: string, request: PolicyProposalRequest): Promise<PolicyProposal>;
  /** Throws not_found where no version is proposed. */
  withdraw(tenant: string): Promise<void>;
  /** What is proposed. Throws not_found where nothing is. */
  proposal(tenant: string): Promise<PolicyProposal>;
  /** Everyone whom it would decide otherwise. */
  differences(tenant: string): Promise<ShadowDifferenceList>;
  /** Puts a policy in force. Throws policy_invalid and conflict. */
  push(tenant: string, request: PolicyPush): Promise<PolicyPutInForce>;
  /** Puts an older version in force again. Throws conflict. */
  activate(tenant: string, version: number, request: PolicyActivate): Promise<PolicyPutInForce>;
}

export type { OfServer };

/** For a command's work with a service; whatever happens, nothing stays open. */
export async function withPolicyService<T>(
  io: CommandIo,
  ofServer: OfServer,
  work: (service: PolicyService) => Promise<T>,
): Promise<T> {
  const address = serviceAddress(io, ofServer);
  if (address !== null) return work(remoteService(address.url, address.token));
  return withDatabase(io, async (connected, config) => work(await localService(connected, config)));
}

function remoteService(url: string, token: string): PolicyService {
  const api = adminApiClient(url, token);
  const policy = (tenant: string): string => `/tenants/${encodeURIComponent(tenant)}/policy`;
  return {
    plan: (tenant, request) => api.post(`${policy(tenant)}/plans`, request),
    backtest: (tenant, request) => api.post(`${policy(tenant)}/backtests`, request),
    inForce: (tenant) => api.get(policy(tenant)),
    mismatches: (tenant, request) => {
      const path = `${policy(tenant)}/mismatches`;
      return request === null ? api.get(path) : api.post(path, request);
    },
    version: (tenant, version) => api.get(`${policy(tenant)}/versions/${String(version)}`),
    versions: (tenant) => api.all(`${policy(tenant)}/versions`),
    diff: (tenant, request) => api.post(`${policy(tenant)}/diff`, request),
    propose: (tenant, request) => api.put(`${policy(tenant)}/proposal`, request),
    withdraw: (tenant) => api.delete(`${policy(tenant)}/proposal`),
    proposal: (tenant) => api.get(`${policy(tenant)}/proposal`),
    differences: (tenant) => api.all(`${policy(tenant)}/proposal/differences`),
    push: (tenant, request) => api.post(`${policy(tenant)}/versions`, request),
    activate: (tenant, version, request) =>
      api.post(`${policy(tenant)}/versions/${String(version)}/activate`, request),
  };
}

async function localService({ database }: Connected, config: Config): Promise<PolicyService> {
  const deps = await tenancyDeps(database, config);
  const found = (slug: string) => tenantOfSlug(database, slug);
  const show = async (slug: string, version?: number): Promise<PolicyVersion> => {
    const { id } = await found(slug);
    return database.inTenant(id, (trx) => showPolicyVersion(trx, id, version));
  };
  return {
    async plan(slug, request) {
      const { planPolicy } = await import('../tenancy/plan-policy.ts');
      return planPolicy(deps, await found(slug), request);
    },
    async backtest(slug, request, onProgress) {
      const { backtestPolicy } = await import('../tenancy/policy-backtest/backtest-policy.ts');
      return backtestPolicy(deps, await found(slug), request, { onProgress });
    },
    inForce: (slug) => show(slug),
    async mismatches(slug, request) {
      const { checkMismatches } = await import('../tenancy/check-mismatches.ts');
      return checkMismatches(deps, await found(slug), request);
    },
    version: show,
    async versions(slug) {
      const { id } = await found(slug);
      return everyItem((page) => database.inTenant(id, (trx) => showPolicyVersions(trx, id, page)));
    },
    async diff(slug, request) {
      const { diffPolicies } = await import('../tenancy/diff-policies.ts');
      return diffPolicies(deps, await found(slug), request);
    },
    async propose(slug, { yaml, file, version, author }) {
      const { proposePolicy } = await import('../tenancy/propose-policy.ts');
      const { showProposal } = await import('../tenancy/show-proposal.ts');
      const tenant = await found(slug);
      const policy = version === undefined ? { yaml: yaml ?? '', file: file ?? null } : { version };
      const by = author ?? (file === undefined ? 'the command line' : basename(file));
      await proposePolicy(deps, tenant, { policy, author: by }, commandLine);
      return database.inTenant(tenant.id, (trx) => showProposal(trx, tenant.id));
    },
    async withdraw(slug) {
      const { withdrawProposal } = await import('../tenancy/propose-policy.ts');
      await withdrawProposal(deps, await found(slug), commandLine);
    },
    async proposal(slug) {
      const { showProposal } = await import('../tenancy/show-proposal.ts');
      const { id } = await found(slug);
      return database.inTenant(id, (trx) => showProposal(trx, id));
    },
    async differences(slug) {
      const { showDifferences } = await import('../tenancy/show-proposal.ts');
      const { id } = await found(slug);
      return everyItem((page) => database.inTenant(id, (trx) => showDifferences(trx, id, {}, page)));
    },
    async push(slug, { yaml, file, plan, over, author }) {
      const { pushPolicy } = await import('../tenancy/push-policy.ts');
      const request = {
        yaml,
        file: file ?? null,
        plan: plan ?? null,
        over: over ?? null,
        author: author ?? (file === undefined ? 'the command line' : basename(file)),
      };
      return pushPolicy(deps, await found(slug), request, commandLine);
    },
    async activate(slug, version, { plan, over }) {
      const { goBackToVersion } = await import('../tenancy/push-policy.ts');
      const request = { version, plan: plan ?? null, over: over ?? null };
      return goBackToVersion(deps, await found(slug), request, commandLine);
    },
  };
}
