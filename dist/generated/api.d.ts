/**
 * How many items a page holds; 50 unless told.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "Limit".
 */
export type Limit = number;
/**
 * `next_cursor` of the page before; opaque.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "Cursor".
 */
export type Cursor = string;
/**
 * Give it as `cursor` to read on; null on the last page.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "NextCursor".
 */
export type NextCursor = string | null;
/**
 * desc, the newest first, unless told.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "Order".
 */
export type Order = 'asc' | 'desc';
/**
 * How a tenant is addressed.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "Slug".
 */
export type Slug = string;
/**
 * The key of a role in the catalog.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "Role".
 */
export type Role = string;
/**
 * read: every GET but that of API tokens. write: changes inside a tenant. access:check: access checks. tenants:write: new tenants. tokens:write: list, make and revoke API tokens. webhooks:write: make, change and delete webhook endpoints, which hear of everything. *: all of them.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "Scope".
 */
export type Scope = 'read' | 'write' | 'access:check' | 'tenants:write' | 'tokens:write' | 'webhooks:write' | '*';
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "UserStatus".
 */
export type UserStatus = 'active' | 'read_only' | 'deactivated' | 'purged';
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "RoleOrigin".
 */
export type RoleOrigin = 'directory' | 'default' | 'manual';
/**
 * setting_up: nothing has come from it yet. testing: everything arrives and is decided, nothing is applied. paused: everything arrives, and nothing is applied but leaving, where the policy says so. disconnected: nothing is taken in any more.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "DirectoryState".
 */
export type DirectoryState = 'setting_up' | 'testing' | 'active' | 'paused' | 'disconnected';
/**
 * set_aside: it cannot be read, or it kept failing. dismissed: somebody has said that a set aside one needs nothing any more.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "EventStatus".
 */
export type EventStatus = 'waiting' | 'applied' | 'superseded' | 'ignored' | 'set_aside' | 'dismissed';
/**
 * Of an event that was set aside. malformed: it cannot be read, so trying again changes nothing. failed: it kept failing.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "EventFailureKind".
 */
export type EventFailureKind = 'malformed' | 'failed';
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "HoldStatus".
 */
export type HoldStatus = 'open' | 'approved' | 'rejected' | 'expired';
/**
 * The first four are about one person, the last three about everyone whom the same cause brought over a limit.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "HoldKind".
 */
export type HoldKind = 'ambiguous_match' | 'existing_account' | 'ambiguous_role' | 'sole_admin' | 'deactivations' | 'admin_grants' | 'emptied_group';
/**
 * expired: what waited for this person applies no more. lapsed: it was rejected, and the directory has said something new about them since.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "HeldPersonStatus".
 */
export type HeldPersonStatus = 'open' | 'approved' | 'rejected' | 'expired' | 'lapsed';
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "NoticeStatus".
 */
export type NoticeStatus = 'waiting' | 'sent' | 'dropped' | 'dead';
/**
 * The dialect of SCIM that an identity provider speaks.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "ProfileName".
 */
export type ProfileName = 'generic' | 'okta' | 'entra' | 'onelogin' | 'jumpcloud' | 'ping' | 'google' | 'rippling';
/**
 * failing: what the directory says does not reach the accounts. attention: it does, and somebody should look.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "HealthState".
 */
export type HealthState = 'ok' | 'attention' | 'failing';
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "ProblemCode".
 */
export type ProblemCode = 'deleted_upstream' | 'unlinked' | 'invalid_credentials' | 'token_expired' | 'token_missing' | 'token_refused' | 'events_set_aside' | 'events_delayed' | 'policy_unusable' | 'resync_failed' | 'silent' | 'events_late' | 'resync_drift' | 'token_expiring' | 'token_unused' | 'policy_refused' | 'first_sync_missing' | 'testing_long' | 'paused_long';
/**
 * That of the worst of its directories; a policy that cannot be put in force needs attention. none: no directory is connected.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "TenantHealth".
 */
export type TenantHealth = 'failing' | 'attention' | 'ok' | 'none';
/**
 * A part of the customer's portal.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PortalPage".
 */
export type PortalPage = 'directory_sync' | 'group_mapping' | 'people' | 'activity' | 'health' | 'approvals';
/**
 * read: to look. write: to change things as well.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PortalAccess".
 */
export type PortalAccess = 'read' | 'write';
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PortalLinkState".
 */
export type PortalLinkState = 'open' | 'used' | 'expired' | 'revoked';
/**
 * operator: everything. support: everything is shown, holds are answered, events are tried again, links into the portal are made. viewer: everything is shown.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "ConsoleRole".
 */
export type ConsoleRole = 'operator' | 'support' | 'viewer';
/**
 * dead: given up on after a day of attempts; it can be replayed.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "OutboxStatus".
 */
export type OutboxStatus = 'waiting' | 'delivered' | 'dead';
/**
 * What a difference comes to for the person, the weightiest: of who loses access, nothing else is told.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "ShadowEffect".
 */
export type ShadowEffect = 'loses_access' | 'gains_access' | 'left_alone' | 'undecided' | 'role' | 'workspaces' | 'role_origin' | 'attributes' | 'leaving';
/**
 * Every request and answer of the admin API, by name. The routes name them; validation, the OpenAPI document and the types come from here.
 */
export interface ApiShapes {
    Limit?: Limit;
    Cursor?: Cursor;
    NextCursor?: NextCursor;
    Order?: Order;
    Slug?: Slug;
    Role?: Role;
    Scope?: Scope;
    UserStatus?: UserStatus;
    RoleOrigin?: RoleOrigin;
    DirectoryState?: DirectoryState;
    EventStatus?: EventStatus;
    EventFailureKind?: EventFailureKind;
    HoldStatus?: HoldStatus;
    HoldKind?: HoldKind;
    HeldPersonStatus?: HeldPersonStatus;
    NoticeStatus?: NoticeStatus;
    Notice?: Notice;
    NoticeList?: NoticeList;
    NoticesQuery?: NoticesQuery;
    Diagnostic?: Diagnostic;
    PolicyProblem?: PolicyProblem;
    Tenant?: Tenant;
    TenantList?: TenantList;
    NewTenant?: NewTenant;
    EventCounts?: EventCounts;
    Directory?: Directory;
    DirectoryDetail?: DirectoryDetail;
    DirectoryList?: DirectoryList;
    NewDirectory?: NewDirectory;
    ImportQuery?: ImportQuery;
    ImportRejection?: ImportRejection;
    Resync?: Resync;
    ResyncDifferences?: ResyncDifferences;
    ResyncList?: ResyncList;
    ResyncsQuery?: ResyncsQuery;
    ImportReport?: ImportReport;
    NewWorkosConnection?: NewWorkosConnection;
    AdminPortalLinkRequest?: AdminPortalLinkRequest;
    WorkosConnection?: WorkosConnection;
    SetupStep?: SetupStep;
    SetupProgress?: SetupProgress;
    DirectorySetup?: DirectorySetup;
    DirectoryGuideSummary?: DirectoryGuideSummary;
    DirectoryGuideList?: DirectoryGuideList;
    GuideField?: GuideField;
    GuidePicture?: GuidePicture;
    GuideStep?: GuideStep;
    GuideAttribute?: GuideAttribute;
    DirectoryGuide?: DirectoryGuide;
    DirectoryClaim?: DirectoryClaim;
    DirectoryStep?: DirectoryStep;
    DirectoryDisconnect?: DirectoryDisconnect;
    DirectoryPlanRequest?: DirectoryPlanRequest;
    DirectoryPlanExportQuery?: DirectoryPlanExportQuery;
    DirectoryPlanReport?: DirectoryPlanReport;
    DirectoryPlan?: DirectoryPlan;
    ProfileName?: ProfileName;
    DirectoryToken?: DirectoryToken;
    DirectoryTokenList?: DirectoryTokenList;
    NewDirectoryToken?: NewDirectoryToken;
    DirectoryTokenOnce?: DirectoryTokenOnce;
    DialectRewrite?: DialectRewrite;
    SuggestedProfile?: SuggestedProfile;
    Dialect?: Dialect;
    DirectoryProfile?: DirectoryProfile;
    ScimAttribute?: ScimAttribute;
    DirectorySchema?: DirectorySchema;
    DirectorySchemaList?: DirectorySchemaList;
    NewScimSubAttribute?: NewScimSubAttribute;
    NewScimAttribute?: NewScimAttribute;
    NewDirectorySchema?: NewDirectorySchema;
    DirectoryOnce?: DirectoryOnce;
    HealthState?: HealthState;
    DirectoryHealthSummary?: DirectoryHealthSummary;
    ProblemCode?: ProblemCode;
    HealthProblem?: HealthProblem;
    UsualSilence?: UsualSilence;
    ActivityDay?: ActivityDay;
    UnwellDirectory?: UnwellDirectory;
    InstallationProblem?: InstallationProblem;
    DirectoryHealth?: DirectoryHealth;
    TenantHealth?: TenantHealth;
    TenantStanding?: TenantStanding;
    OverviewQuery?: OverviewQuery;
    Overview?: Overview;
    OverviewFigures?: OverviewFigures;
    TenantSummary?: TenantSummary;
    HealthQuery?: HealthQuery;
    Health?: Health;
    UnclaimedDirectory?: UnclaimedDirectory;
    UnclaimedDirectoryList?: UnclaimedDirectoryList;
    UnclaimedEvent?: UnclaimedEvent;
    UnclaimedEventList?: UnclaimedEventList;
    UnclaimedEventsQuery?: UnclaimedEventsQuery;
    UnclaimedEventsPurge?: UnclaimedEventsPurge;
    UnclaimedEventsPurged?: UnclaimedEventsPurged;
    WorkspaceGrant?: WorkspaceGrant;
    Attributes?: Attributes;
    User?: User;
    ManualRole?: ManualRole;
    UserDetail?: UserDetail;
    UserList?: UserList;
    NewUser?: NewUser;
    RoleAssignment?: RoleAssignment;
    GroupMapping?: GroupMapping;
    Group?: Group;
    GroupList?: GroupList;
    GroupMappingEntry?: GroupMappingEntry;
    GroupMappingEdit?: GroupMappingEdit;
    GroupMappingOnceActive?: GroupMappingOnceActive;
    GroupMappingOverview?: GroupMappingOverview;
    GroupMappingPlanRequest?: GroupMappingPlanRequest;
    GroupMappingPlan?: GroupMappingPlan;
    GroupMappingApplication?: GroupMappingApplication;
    Workspace?: Workspace;
    WorkspaceList?: WorkspaceList;
    NewWorkspace?: NewWorkspace;
    Event?: Event;
    EventList?: EventList;
    Actor?: Actor;
    AuditRecord?: AuditRecord;
    AuditRecordList?: AuditRecordList;
    PolicyVersion?: PolicyVersion;
    Hold?: Hold;
    HoldList?: HoldList;
    HoldPerson?: HoldPerson;
    HoldPersonList?: HoldPersonList;
    HoldApproval?: HoldApproval;
    HoldRejection?: HoldRejection;
    HoldApprovers?: HoldApprovers;
    Session?: Session;
    SessionList?: SessionList;
    NewSession?: NewSession;
    ApiKey?: ApiKey;
    ApiKeyList?: ApiKeyList;
    NewApiKey?: NewApiKey;
    AccessCheck?: AccessCheck;
    AccessAnswer?: AccessAnswer;
    Token?: Token;
    TokenList?: TokenList;
    NewToken?: NewToken;
    PortalPage?: PortalPage;
    PortalAccess?: PortalAccess;
    PortalLinkState?: PortalLinkState;
    ConsoleRole?: ConsoleRole;
    PortalLink?: PortalLink;
    PortalLinkOnce?: PortalLinkOnce;
    PortalLinkList?: PortalLinkList;
    NewPortalLink?: NewPortalLink;
    PortalLinksQuery?: PortalLinksQuery;
    CurrentSession?: CurrentSession;
    BrowserSessionItem?: BrowserSessionItem;
    BrowserSessionList?: BrowserSessionList;
    BrowserSessionsQuery?: BrowserSessionsQuery;
    Problem?: Problem;
    WebhookReceipt?: WebhookReceipt;
    ApiKeyOnce?: ApiKeyOnce;
    TokenOnce?: TokenOnce;
    TenantsQuery?: TenantsQuery;
    DirectoriesQuery?: DirectoriesQuery;
    DirectorySchemasQuery?: DirectorySchemasQuery;
    DirectoryTokensQuery?: DirectoryTokensQuery;
    UnclaimedDirectoriesQuery?: UnclaimedDirectoriesQuery;
    UsersQuery?: UsersQuery;
    WhyQuery?: WhyQuery;
    DirectoryUsersQuery?: DirectoryUsersQuery;
    GroupsQuery?: GroupsQuery;
    WorkspacesQuery?: WorkspacesQuery;
    EventsQuery?: EventsQuery;
    EventQuery?: EventQuery;
    EventDismissal?: EventDismissal;
    EventsRetry?: EventsRetry;
    EventsRetried?: EventsRetried;
    EventsDismissal?: EventsDismissal;
    EventsDismissed?: EventsDismissed;
    EventFailuresQuery?: EventFailuresQuery;
    EventFailure?: EventFailure;
    EventFailureList?: EventFailureList;
    AuditRecordsQuery?: AuditRecordsQuery;
    AuditExportQuery?: AuditExportQuery;
    HoldsQuery?: HoldsQuery;
    HoldPeopleQuery?: HoldPeopleQuery;
    SessionsQuery?: SessionsQuery;
    ApiKeysQuery?: ApiKeysQuery;
    TokensQuery?: TokensQuery;
    Check?: Check;
    Readiness?: Readiness;
    ChainReport?: ChainReport;
    ChainReportList?: ChainReportList;
    PolicyPlace?: PolicyPlace;
    WhyStep?: WhyStep;
    WhyDecision?: WhyDecision;
    WhyEvent?: WhyEvent;
    WhyGroup?: WhyGroup;
    WhyHold?: WhyHold;
    WhyPending?: WhyPending;
    WhyAttribute?: WhyAttribute;
    WhyPerson?: WhyPerson;
    WhyAgreement?: WhyAgreement;
    WhyNotChange?: WhyNotChange;
    WhyNotWay?: WhyNotWay;
    WhyNotLine?: WhyNotLine;
    WhyNot?: WhyNot;
    DirectoryUser?: DirectoryUser;
    DirectoryUserList?: DirectoryUserList;
    Why?: Why;
    WebhookSecret?: WebhookSecret;
    WebhookEndpoint?: WebhookEndpoint;
    WebhookEndpointOnce?: WebhookEndpointOnce;
    WebhookEndpointList?: WebhookEndpointList;
    NewWebhookEndpoint?: NewWebhookEndpoint;
    NewWebhookSecret?: NewWebhookSecret;
    WebhookSecretOnce?: WebhookSecretOnce;
    WebhookTestReport?: WebhookTestReport;
    OutboxStatus?: OutboxStatus;
    OutboxDelivery?: OutboxDelivery;
    OutboxDeliveryList?: OutboxDeliveryList;
    OutboxMessage?: OutboxMessage;
    OutboxReplay?: OutboxReplay;
    OutboxMessageReplay?: OutboxMessageReplay;
    OutboxReplayed?: OutboxReplayed;
    WebhookEndpointsQuery?: WebhookEndpointsQuery;
    OutboxQuery?: OutboxQuery;
    PolicyMismatchesRequest?: PolicyMismatchesRequest;
    PolicyMismatches?: PolicyMismatches;
    PolicyPlanRequest?: PolicyPlanRequest;
    PolicyPlanExportRequest?: PolicyPlanExportRequest;
    PolicyPlanPerson?: PolicyPlanPerson;
    PolicyPlanPlace?: PolicyPlanPlace;
    PolicyPlanGroup?: PolicyPlanGroup;
    PolicyPlanHold?: PolicyPlanHold;
    PolicyPlanTesting?: PolicyPlanTesting;
    PolicyPlan?: PolicyPlan;
    PolicyBacktestRequest?: PolicyBacktestRequest;
    PolicyBacktestStanding?: PolicyBacktestStanding;
    PolicyBacktestEvent?: PolicyBacktestEvent;
    PolicyBacktestDifference?: PolicyBacktestDifference;
    PolicyBacktestGroup?: PolicyBacktestGroup;
    PolicyBacktestViolation?: PolicyBacktestViolation;
    PolicyBacktest?: PolicyBacktest;
    PolicyVersionSummary?: PolicyVersionSummary;
    PolicyVersionList?: PolicyVersionList;
    PolicyVersionsQuery?: PolicyVersionsQuery;
    PolicyPush?: PolicyPush;
    PolicyActivate?: PolicyActivate;
    PolicyPutInForce?: PolicyPutInForce;
    PolicyDiffRequest?: PolicyDiffRequest;
    PolicyDifference?: PolicyDifference;
    PolicyDiff?: PolicyDiff;
    PolicyProposalRequest?: PolicyProposalRequest;
    PolicyProposal?: PolicyProposal;
    ShadowEffect?: ShadowEffect;
    ShadowGroup?: ShadowGroup;
    ShadowDifference?: ShadowDifference;
    ShadowDifferenceList?: ShadowDifferenceList;
    ShadowDifferencesQuery?: ShadowDifferencesQuery;
    PolicyCheckRequest?: PolicyCheckRequest;
    PolicyCheck?: PolicyCheck;
    PolicyTestsRequest?: PolicyTestsRequest;
    PolicyTestPlace?: PolicyTestPlace;
    PolicyTestFailure?: PolicyTestFailure;
    PolicyTestResult?: PolicyTestResult;
    PolicyTestReport?: PolicyTestReport;
    PolicyMendsRequest?: PolicyMendsRequest;
    PolicyMends?: PolicyMends;
    PolicySetting?: PolicySetting;
    PolicyEditsRequest?: PolicyEditsRequest;
    PolicyEdits?: PolicyEdits;
    Roles?: Roles;
    PolicyVocabulary?: PolicyVocabulary;
    PolicyDocsRequest?: PolicyDocsRequest;
    PolicyDocs?: PolicyDocs;
    PolicyTemplates?: PolicyTemplates;
    PolicyDraftRequest?: PolicyDraftRequest;
    PolicyDraft?: PolicyDraft;
}
/**
 * What a channel of the policy's notifications is told. It names nobody: names are read when a mail is written.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "Notice".
 */
export interface Notice {
    id: string;
    /**
     * The channel's name in the policy. ROLLCALL_ALERTS_TO: those who run Rollcall, whom no policy leaves out.
     */
    channel: string;
    send: 'at_once' | 'daily';
    /**
     * dropped: there is nobody behind the channel any more. dead: it could not be sent for a day.
     */
    status: 'waiting' | 'sent' | 'dropped' | 'dead';
    /**
     * How many people it is about, by what happened: deactivated, role_granted_admin and so on.
     */
    people: {
        [k: string]: number | undefined;
    };
    created_at: string;
    /**
     * From when on it is sent.
     */
    due_at: string;
    attempts: number;
    /**
     * Null once it is finished.
     */
    next_attempt_at: string | null;
    sent_at: string | null;
    /**
     * Why it is not sent, or not to all.
     */
    error: string | null;
}
/**
 * A page of notices, the newest first.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "NoticeList".
 */
export interface NoticeList {
    data: Notice[];
    next_cursor: NextCursor;
}
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "NoticesQuery".
 */
export interface NoticesQuery {
    status?: NoticeStatus;
    limit?: Limit;
    cursor?: Cursor;
}
/**
 * One finding about a policy file; lines and columns count from 1.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "Diagnostic".
 */
export interface Diagnostic {
    file: string;
    line: number;
    column: number;
    severity: 'error' | 'warning';
    code: string;
    message: string;
    hint: string | null;
}
/**
 * Why the policy file of the last start is not in force; what was in force before still is.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyProblem".
 */
export interface PolicyProblem {
    at: string;
    file: string;
    diagnostics: Diagnostic[];
}
/**
 * A customer of the product: the boundary that nothing crosses.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "Tenant".
 */
export interface Tenant {
    id: string;
    slug: Slug;
    name: string;
    active_policy_version: number | null;
    policy_problem: PolicyProblem | null;
    created_at: string;
}
/**
 * A page of tenants, by slug.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "TenantList".
 */
export interface TenantList {
    data: Tenant[];
    next_cursor: NextCursor;
}
/**
 * A tenant to be.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "NewTenant".
 */
export interface NewTenant {
    slug: Slug;
    /**
     * Shown to people; the slug unless told.
     */
    name?: string;
    /**
     * The tenant policy, as YAML; the default policy unless told.
     */
    policy?: string;
}
/**
 * Events of a directory that are not done.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "EventCounts".
 */
export interface EventCounts {
    /**
     * Not applied yet.
     */
    waiting: number;
    /**
     * Failed too often, or could not be read; see the events.
     */
    set_aside: number;
}
/**
 * One connection to an identity provider.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "Directory".
 */
export interface Directory {
    id: string;
    source: 'workos' | 'scim' | 'import';
    /**
     * Such as okta.
     */
    idp: string | null;
    /**
     * The dialect of a SCIM directory.
     */
    profile: ProfileName | null;
    name: string | null;
    state: DirectoryState;
    /**
     * The WorkOS directory id whose events belong here.
     */
    workos_id: string | null;
    organization_id: string | null;
    /**
     * The connection as its source last described it.
     */
    upstream_state: string | null;
    /**
     * The same, as a sentence.
     */
    upstream_says: string | null;
    /**
     * When its latest event arrived.
     */
    last_event_at: string | null;
    /**
     * When one of its events last took effect.
     */
    last_applied_at: string | null;
    events: EventCounts;
    /**
     * How it did when it was last looked at; null: not yet.
     */
    health: DirectoryHealthSummary | null;
    created_at: string;
    /**
     * Where the identity provider of a SCIM directory sends what it has to say.
     */
    base_url: string | null;
    /**
     * Those that open a SCIM directory, or did.
     */
    tokens: DirectoryToken[];
    /**
     * What is to be done about the tokens altogether, as a sentence.
     */
    tokens_say: string | null;
}
/**
 * How a directory does, in short.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "DirectoryHealthSummary".
 */
export interface DirectoryHealthSummary {
    state: HealthState;
    /**
     * The worst first.
     */
    problems: ProblemCode[];
}
/**
 * A token that opens a SCIM directory. The token itself is never shown again.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "DirectoryToken".
 */
export interface DirectoryToken {
    id: string;
    created_at: string;
    /**
     * When it ends; null: never.
     */
    expires_at: string | null;
    /**
     * To the minute.
     */
    last_used_at: string | null;
    revoked_at: string | null;
    /**
     * expiring: valid for 14 days at most.
     */
    state: 'valid' | 'expiring' | 'expired' | 'revoked';
    /**
     * What is to be done about it, as a sentence.
     */
    says: string | null;
}
/**
 * A directory and how much it knows.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "DirectoryDetail".
 */
export interface DirectoryDetail {
    id: string;
    source: 'workos' | 'scim' | 'import';
    /**
     * Such as okta.
     */
    idp: string | null;
    /**
     * The dialect of a SCIM directory.
     */
    profile: ProfileName | null;
    name: string | null;
    state: DirectoryState;
    /**
     * The WorkOS directory id whose events belong here.
     */
    workos_id: string | null;
    organization_id: string | null;
    /**
     * The connection as its source last described it.
     */
    upstream_state: string | null;
    /**
     * The same, as a sentence.
     */
    upstream_says: string | null;
    /**
     * When its latest event arrived.
     */
    last_event_at: string | null;
    /**
     * When one of its events last took effect.
     */
    last_applied_at: string | null;
    events: EventCounts;
    /**
     * How it did when it was last looked at; null: not yet.
     */
    health: DirectoryHealthSummary | null;
    created_at: string;
    /**
     * The last time that it was read anew from WorkOS, or is just now; null: never.
     */
    last_resync: Resync | null;
    /**
     * People that exist in it.
     */
    people: number;
    /**
     * Groups that exist in it.
     */
    groups: number;
    /**
     * Where the identity provider of a SCIM directory sends what it has to say.
     */
    base_url: string | null;
    /**
     * Those that open a SCIM directory, or did.
     */
    tokens: DirectoryToken[];
    /**
     * What is to be done about the tokens altogether, as a sentence.
     */
    tokens_say: string | null;
    /**
     * Of a SCIM directory.
     */
    dialect: Dialect | null;
}
/**
 * One reading of a whole directory from WorkOS: how far it is, or what it came to.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "Resync".
 */
export interface Resync {
    id: string;
    directory_id: string;
    /**
     * events_expired: WorkOS no longer had events that were not read yet. policy_unusable: events could not be kept, because the policy could not be used. connected: the first reading. by_hand: somebody asked for it.
     */
    reason: 'events_expired' | 'policy_unusable' | 'connected' | 'nightly' | 'by_hand';
    phase: 'users' | 'groups' | 'members' | 'compare' | 'applying' | 'done' | 'failed' | 'cancelled';
    /**
     * How it does, as a sentence.
     */
    says: string;
    requested_at: string;
    /**
     * When reading began.
     */
    started_at: string | null;
    /**
     * What was read counts as of then: what came about later wins.
     */
    as_of: string | null;
    finished_at: string | null;
    /**
     * Read so far.
     */
    people: number;
    /**
     * Read so far.
     */
    groups: number;
    /**
     * Groups of which all members are read.
     */
    groups_done: number;
    /**
     * Read so far.
     */
    memberships: number;
    records_per_second: number | null;
    /**
     * Of reading; null where it cannot be told.
     */
    seconds_left: number | null;
    /**
     * When it goes on, where it rests after a failure.
     */
    next_attempt_at: string | null;
    /**
     * Null until all was applied.
     */
    differences: ResyncDifferences | null;
    /**
     * Differences that could not be applied.
     */
    set_aside: number;
    /**
     * What differed, in sentences.
     */
    result_says: string[];
    /**
     * Why it failed, or what it rests for.
     */
    fault: string | null;
}
/**
 * How many of a kind differed. What differs at the first reading is not counted.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "ResyncDifferences".
 */
export interface ResyncDifferences {
    /**
     * Unknown before, or another record.
     */
    people_seen?: number;
    people_gone?: number;
    groups_seen?: number;
    groups_gone?: number;
    memberships_joined?: number;
    memberships_left?: number;
}
/**
 * How the identity provider speaks SCIM.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "Dialect".
 */
export interface Dialect {
    /**
     * The most frequent first.
     */
    rewrites: DialectRewrite[];
    suggested_profile: SuggestedProfile | null;
}
/**
 * What of a dialect had to be rewritten, and how often.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "DialectRewrite".
 */
export interface DialectRewrite {
    name: string;
    /**
     * The same, as a sentence.
     */
    says: string;
    count: number;
    first_at: string;
    last_at: string;
}
/**
 * A profile that fits what the directory sends better than its own.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "SuggestedProfile".
 */
export interface SuggestedProfile {
    profile: ProfileName;
    because: string;
}
/**
 * A page of directories, the oldest first.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "DirectoryList".
 */
export interface DirectoryList {
    data: Directory[];
    next_cursor: NextCursor;
}
/**
 * A directory to be.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "NewDirectory".
 */
export interface NewDirectory {
    /**
     * Who brings the news: WorkOS, the identity provider over SCIM, or files.
     */
    source: 'workos' | 'scim' | 'import';
    /**
     * The WorkOS directory id (directory_...). Without one, claim it later. Not for SCIM.
     */
    workos_id?: string;
    /**
     * Such as okta, entra or google.
     */
    idp?: string;
    profile?: ProfileName;
    /**
     * Shown to people.
     */
    name?: string;
    /**
     * In which state it is once something has come from it. Unless told, as the policy says then: testing where first_sync.plan_first is true, else active.
     */
    state?: 'testing' | 'active';
}
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "ImportQuery".
 */
export interface ImportQuery {
    /**
     * partial, unless told: people are added and updated. full: whoever is not in the file is gone.
     */
    mode?: 'partial' | 'full';
    /**
     * When the file was true, at most now. Unless told, the time of the request. The same file as of the same time changes nothing.
     */
    as_of?: string;
    /**
     * Which column says what, as a JSON object: {"Work Email":"emails"}. Columns that are not named are not read. Not needed where every column has its SCIM name.
     */
    map?: string;
    /**
     * true: map what is guessed from the names of the columns, unseen.
     */
    guess?: 'true' | 'false';
    /**
     * What stands between the groups of one cell. Unless told, whichever of ; | and a line break is there, else a comma.
     */
    separator?: string;
    /**
     * Of a partial import: after so many lines that cannot be used, the rest is left (10000). Of a full one: beyond so many, nobody is gone (0).
     */
    max_rejects?: number;
}
/**
 * A line that could not be used.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "ImportRejection".
 */
export interface ImportRejection {
    /**
     * From 1; of a ListResponse, the number of the resource.
     */
    line: number;
    /**
     * Without the value.
     */
    reason: string;
}
/**
 * A page of resyncs, the newest first.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "ResyncList".
 */
export interface ResyncList {
    data: Resync[];
    next_cursor: NextCursor;
}
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "ResyncsQuery".
 */
export interface ResyncsQuery {
    limit?: Limit;
    cursor?: Cursor;
}
/**
 * What an import came to. The lanes of the service apply it.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "ImportReport".
 */
export interface ImportReport {
    directory_id: string;
    mode: 'partial' | 'full';
    format: 'csv' | 'ndjson' | 'scim';
    as_of: string;
    /**
     * Read, the rejected ones included.
     */
    records: number;
    /**
     * Whose record was taken in as news.
     */
    people: number;
    /**
     * Whose record as of this time was there already.
     */
    known: number;
    rejected: ImportRejection[];
    /**
     * Each column and what it says; ignore: it is not read.
     */
    mapping: {
        column: string;
        attribute: string;
    }[];
    /**
     * What stands between the groups of one cell.
     */
    group_separator: string;
    /**
     * Of a full import: the people who are not in the file.
     */
    missing: {
        /**
         * How many are gone, as far as guards let them go; null where nobody was looked for.
         */
        people: number | null;
        /**
         * Why nobody was looked for.
         */
        because: string | null;
    };
}
/**
 * How sync through WorkOS is enabled. All of it may be left out.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "NewWorkosConnection".
 */
export interface NewWorkosConnection {
    /**
     * The identity provider, such as okta: a label until WorkOS says what it is.
     */
    idp?: string;
    /**
     * Shown to people.
     */
    name?: string;
    /**
     * In which state the directory is once something has come from it; as the policy says, unless told.
     */
    state?: 'testing' | 'active';
    /**
     * An organization of WorkOS that is there already, org_... Needs a token that reaches every tenant.
     */
    organization_id?: string;
    /**
     * True: another directory, although one of the organization is connected already.
     */
    another?: boolean;
    /**
     * Where the administrator goes who leaves the Admin Portal; as set in the WorkOS dashboard, unless told.
     */
    return_url?: string;
    /**
     * Where the administrator goes when done; as set in the WorkOS dashboard, unless told.
     */
    success_url?: string;
}
/**
 * Where the Admin Portal leads to.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "AdminPortalLinkRequest".
 */
export interface AdminPortalLinkRequest {
    /**
     * Where the administrator goes who leaves the Admin Portal.
     */
    return_url?: string;
    /**
     * Where the administrator goes when done.
     */
    success_url?: string;
}
/**
 * A directory that waits for its identity provider, and the link behind which that is connected.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "WorkosConnection".
 */
export interface WorkosConnection {
    directory_id: string;
    /**
     * Of WorkOS, org_...
     */
    organization_id: string;
    /**
     * Whether the directory was made by this request.
     */
    is_new: boolean;
    /**
     * For an administrator of the customer. Whoever has it can connect an identity provider: treat it as a secret.
     */
    portal_link: string;
    /**
     * After that, ask for another one.
     */
    portal_link_expires_at: string;
    /**
     * What to do now.
     */
    says: string;
}
/**
 * One thing that has to happen until a directory is set up.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "SetupStep".
 */
export interface SetupStep {
    /**
     * Such as token, first_request, people, groups.
     */
    key: string;
    state: 'done' | 'waiting' | 'problem';
    /**
     * When it was done, or the problem was seen, where that is known.
     */
    at: string | null;
    /**
     * What has happened, or has not, in a sentence.
     */
    says: string;
    /**
     * What to do about it, with the menus of the identity provider; null: nothing.
     */
    next: string | null;
}
/**
 * What has arrived so far.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "SetupProgress".
 */
export interface SetupProgress {
    people: number;
    groups: number;
    memberships: number;
    /**
     * Events that are still to be applied.
     */
    events_waiting: number;
    events_set_aside: number;
    /**
     * Whether the whole directory is being read, or is about to be.
     */
    is_reading: boolean;
}
/**
 * How far the setup of a directory is.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "DirectorySetup".
 */
export interface DirectorySetup {
    directory_id: string;
    source: 'workos' | 'scim' | 'import';
    /**
     * As sentences call it, such as Okta.
     */
    identity_provider: string;
    /**
     * The guide that fits: GET /api/v1/directory-guides/{idp}.
     */
    guide: string;
    state: DirectoryState;
    /**
     * not_connected: nothing was heard of it. connected: nobody has come yet. syncing: the first sync is going on. synced: it is complete. ended: disconnected.
     */
    phase: 'not_connected' | 'connected' | 'syncing' | 'synced' | 'ended';
    /**
     * The phase in a sentence, such as: Connected to Okta. 312 people, 14 groups.
     */
    says: string;
    /**
     * When something was first heard of it.
     */
    connected_at: string | null;
    /**
     * When the first sync was complete.
     */
    first_synced_at: string | null;
    progress: SetupProgress;
    /**
     * In the order in which they happen.
     */
    steps: SetupStep[];
}
/**
 * A guide for one identity provider.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "DirectoryGuideSummary".
 */
export interface DirectoryGuideSummary {
    /**
     * Such as okta.
     */
    idp: string;
    /**
     * In full, such as Microsoft Entra ID.
     */
    name: string;
    /**
     * The ways that there are, the best one first.
     */
    sources: ('scim' | 'workos' | 'import')[];
    /**
     * Those of them that can be gone here, in the same order: through WorkOS only where it is configured.
     */
    offered: ('scim' | 'workos' | 'import')[];
    about: string;
}
/**
 * Every guide, the best known identity provider first.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "DirectoryGuideList".
 */
export interface DirectoryGuideList {
    data: DirectoryGuideSummary[];
    next_cursor: null;
}
/**
 * What is typed or chosen, by the name that the identity provider's own page uses.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "GuideField".
 */
export interface GuideField {
    field: string;
    /**
     * How it is filled in: typed, chosen of a list, a check box that is ticked, or several of them with commas between.
     */
    as: 'text' | 'choice' | 'tick' | 'ticks';
    /**
     * {base_url} and {token} stand for what creating the directory gives.
     */
    value: string;
}
/**
 * What the page of the identity provider looks like at a step, for drawing it: the fields of the step are between the place and these rows.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "GuidePicture".
 */
export interface GuidePicture {
    /**
     * Where in the menus, such as "Applications > App > General".
     */
    place: string;
    rows: {
        /**
         * What it is. Of tabs, buttons and choices the value is the one that is taken.
         */
        as: 'tabs' | 'text' | 'choice' | 'tick' | 'switch' | 'person' | 'group' | 'button';
        label: string;
        /**
         * What is in it, or how it is; empty where there is nothing to say.
         */
        value: string;
    }[];
}
/**
 * One step of a guide.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "GuideStep".
 */
export interface GuideStep {
    title: string;
    /**
     * Paragraphs.
     */
    says: string[];
    fields: GuideField[];
    /**
     * The keys of the steps of a directory's setup that are done once this has worked; empty where nothing shows it.
     */
    checks: string[];
    /**
     * Null where the pages of somebody else are led through.
     */
    picture: GuidePicture | null;
}
/**
 * Where an attribute comes from.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "GuideAttribute".
 */
export interface GuideAttribute {
    /**
     * The path in SCIM.
     */
    attribute: string;
    /**
     * What the identity provider calls it.
     */
    from: string;
    note: string | null;
}
/**
 * How the administrator of a customer connects one identity provider.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "DirectoryGuide".
 */
export interface DirectoryGuide {
    /**
     * Such as okta.
     */
    idp: string;
    /**
     * In full, such as Microsoft Entra ID.
     */
    name: string;
    /**
     * The ways that there are, the best one first.
     */
    sources: ('scim' | 'workos' | 'import')[];
    /**
     * Those of them that can be gone here, in the same order: through WorkOS only where it is configured.
     */
    offered: ('scim' | 'workos' | 'import')[];
    /**
     * Of a SCIM directory; null where it speaks no SCIM to Rollcall.
     */
    profile: ProfileName | null;
    about: string;
    /**
     * What has to be there before.
     */
    before: string[];
    steps: GuideStep[];
    attributes: GuideAttribute[];
    /**
     * How groups come.
     */
    groups: string[];
    /**
     * What is sent for who leaves.
     */
    deactivation: string[];
    /**
     * What is known to go wrong.
     */
    traps: string[];
}
/**
 * Which WorkOS directory is this one.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "DirectoryClaim".
 */
export interface DirectoryClaim {
    /**
     * directory_...
     */
    workos_id: string;
}
/**
 * Activating or resuming a directory.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "DirectoryStep".
 */
export interface DirectoryStep {
    /**
     * The hash of a plan: it is refused where it would do something else by now.
     */
    plan?: string;
}
/**
 * Disconnecting a directory.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "DirectoryDisconnect".
 */
export interface DirectoryDisconnect {
    /**
     * keep: they keep their accounts, by the policy. deactivate: they leave as anybody leaves, guards and the last administrator included.
     */
    people: 'keep' | 'deactivate';
    /**
     * The hash of a plan: it is refused where it would do something else by now.
     */
    plan?: string;
}
/**
 * What is to be planned.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "DirectoryPlanRequest".
 */
export interface DirectoryPlanRequest {
    /**
     * Unless told: resume where it is paused, else activate.
     */
    step?: 'activate' | 'resume' | 'disconnect';
    /**
     * What happens to the people; needed to disconnect, and for nothing else.
     */
    people?: 'keep' | 'deactivate';
    /**
     * How many people are named in each group; 10 without it.
     */
    named?: number;
}
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "DirectoryPlanExportQuery".
 */
export interface DirectoryPlanExportQuery {
    /**
     * json, unless told.
     */
    format?: 'json' | 'csv';
    /**
     * Unless told: resume where it is paused, else activate.
     */
    step?: 'activate' | 'resume' | 'disconnect';
    /**
     * What happens to the people; needed to disconnect, and for nothing else.
     */
    people?: 'keep' | 'deactivate';
    /**
     * Which session counts of a browser that has both: a link cannot send `Rollcall-App`.
     */
    app?: 'portal' | 'console';
}
/**
 * What would become of the people of the directory. Each is counted once among those who join, are linked, lose access or are changed.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "DirectoryPlanReport".
 */
export interface DirectoryPlanReport {
    /**
     * All of it in one sentence.
     */
    says: string;
    /**
     * Of the directory, those who have left included.
     */
    people: number;
    /**
     * Get an account.
     */
    join: number;
    /**
     * Are linked to an account that is there.
     */
    link: number;
    /**
     * Have an account that changes in another way.
     */
    changed: number;
    /**
     * Are deactivated, or may only read.
     */
    lose_access: number;
    /**
     * Whose account it is, or which role they have, somebody would have to decide.
     */
    ambiguous: number;
    /**
     * Would wait because of a guard, or as the last administrator.
     */
    held: number;
    /**
     * Have left, by the directory, and neither lose access by this nor wait for somebody to decide.
     */
    left: number;
    /**
     * Those who are there and have no access by the policy, by the reason.
     */
    out_of_scope: {
        /**
         * A clause, such as: is excluded by the filter "Service accounts".
         */
        because: string;
        people: number;
    }[];
    unmapped_groups: {
        count: number;
        /**
         * The first of them.
         */
        named: {
            id: string;
            name: string | null;
            members: number;
        }[];
    };
}
/**
 * What activating, resuming or disconnecting a directory would do to people, as they are at this moment. Nothing is written.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "DirectoryPlan".
 */
export interface DirectoryPlan {
    tenant: Slug;
    directory: string;
    state: DirectoryState;
    step: 'activate' | 'resume' | 'disconnect';
    /**
     * What happens to the people of a directory that is disconnected.
     */
    people_then: 'keep' | 'deactivate' | null;
    /**
     * Of the step and of everything that it would do; the same again as long as that does not change.
     */
    hash: string;
    /**
     * `held`: some of it would wait for somebody to decide.
     */
    outcome: 'nothing' | 'changes' | 'held';
    /**
     * The version in force, by which it is decided.
     */
    policy_version: number;
    planned_at: string;
    report: DirectoryPlanReport;
    /**
     * Of the whole tenant: everyone is looked at.
     */
    people: {
        looked_at: number;
        changed: number;
        held: number;
    };
    /**
     * How many people each action of the audit log is about.
     */
    actions: {
        [k: string]: number | undefined;
    };
    /**
     * The most consequential first.
     */
    groups: PolicyPlanGroup[];
    holds: PolicyPlanHold[];
}
/**
 * People to whom the same would be done by the same line of the policy.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyPlanGroup".
 */
export interface PolicyPlanGroup {
    /**
     * As in the audit log, such as role.changed.
     */
    action: string;
    /**
     * The role that it gives them, of `workspace.` actions in the workspace; null where they have no other role than before.
     */
    role: string | null;
    /**
     * What is done to each of them, such as "from member to admin".
     */
    says: string;
    /**
     * Why it would wait instead of being done; null: it would be done.
     */
    held_by: HoldKind | null;
    place: PolicyPlanPlace | null;
    people: number;
    /**
     * The first of them, by the id of the directory user.
     */
    named: PolicyPlanPerson[];
}
/**
 * The line of the policy that decides, or that decided before.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyPlanPlace".
 */
export interface PolicyPlanPlace {
    /**
     * A JSON pointer into the effective policy, such as /groups/map/0.
     */
    pointer: string;
    /**
     * The tenant's own file, or the default policy's.
     */
    file: string;
    /**
     * In that file; null where neither file has the section.
     */
    line: number | null;
    /**
     * What the line says.
     */
    text: string | null;
}
/**
 * Somebody whom the policy would change.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyPlanPerson".
 */
export interface PolicyPlanPerson {
    /**
     * Null for an account that no directory knows.
     */
    directory_user_id: string | null;
    /**
     * Null where there is no account yet.
     */
    user_id: string | null;
    external_id: string | null;
    display_name: string | null;
    email: string | null;
    /**
     * The sentence that the audit log would have; of somebody who is held, what they wait for.
     */
    reason: string;
}
/**
 * What would wait for somebody to decide.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyPlanHold".
 */
export interface PolicyPlanHold {
    kind: HoldKind;
    reason: string;
    people: number;
}
/**
 * The tokens of a SCIM directory, the oldest first.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "DirectoryTokenList".
 */
export interface DirectoryTokenList {
    data: DirectoryToken[];
    next_cursor: NextCursor;
}
/**
 * A token to be made. At most two of a directory are valid at once.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "NewDirectoryToken".
 */
export interface NewDirectoryToken {
    /**
     * Never unless told.
     */
    expires_at?: string;
    /**
     * Where two are valid already, revoke the one that was not used last.
     */
    replace?: boolean;
    /**
     * The token that is revoked in favour of this one. 409 where it is not valid any more, so that sending the same twice revokes no other.
     */
    replaces?: string;
}
/**
 * The token, shown this once.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "DirectoryTokenOnce".
 */
export interface DirectoryTokenOnce {
    id: string;
    created_at: string;
    /**
     * When it ends; null: never.
     */
    expires_at: string | null;
    /**
     * To the minute.
     */
    last_used_at: string | null;
    revoked_at: string | null;
    /**
     * expiring: valid for 14 days at most.
     */
    state: 'valid' | 'expiring' | 'expired' | 'revoked';
    /**
     * What is to be done about it, as a sentence.
     */
    says: string | null;
    /**
     * Where the identity provider sends what it has to say.
     */
    base_url: string;
    token: string;
}
/**
 * Which dialect a SCIM directory speaks.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "DirectoryProfile".
 */
export interface DirectoryProfile {
    profile: ProfileName;
}
/**
 * An attribute of a SCIM schema (RFC 7643 section 7), every characteristic stated.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "ScimAttribute".
 */
export interface ScimAttribute {
    name: string;
    type: 'string' | 'boolean' | 'decimal' | 'integer' | 'dateTime' | 'binary' | 'reference' | 'complex';
    multiValued: boolean;
    description: string;
    required: boolean;
    caseExact: boolean;
    mutability: 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly';
    returned: 'always' | 'never' | 'default' | 'request';
    uniqueness: 'none' | 'server' | 'global';
    canonicalValues: string[];
    referenceTypes: string[];
    subAttributes: ScimAttribute[];
}
/**
 * An extension schema of one directory.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "DirectorySchema".
 */
export interface DirectorySchema {
    /**
     * Its URN.
     */
    id: string;
    /**
     * What it extends: User or Group.
     */
    resource_type: string;
    name: string;
    description: string;
    attributes: ScimAttribute[];
    created_at: string;
}
/**
 * The extension schemas of a directory, by URN.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "DirectorySchemaList".
 */
export interface DirectorySchemaList {
    data: DirectorySchema[];
    next_cursor: NextCursor;
}
/**
 * As a ScimAttribute; `name` is needed, the rest has the defaults of RFC 7643 section 2.2.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "NewScimSubAttribute".
 */
export interface NewScimSubAttribute {
    [k: string]: string | boolean | number | null | string[] | undefined;
}
/**
 * As a ScimAttribute; `name` is needed, the rest has the defaults of RFC 7643 section 2.2.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "NewScimAttribute".
 */
export interface NewScimAttribute {
    /**
     * @maxItems 100
     */
    subAttributes?: NewScimSubAttribute[];
    [k: string]: string | boolean | number | null | string[] | NewScimSubAttribute[] | undefined;
}
/**
 * An extension schema as RFC 7643 section 7 writes it.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "NewDirectorySchema".
 */
export interface NewDirectorySchema {
    /**
     * @maxItems 200
     */
    schemas?: string[];
    /**
     * Ignored.
     */
    meta?: {
        [k: string]: string | boolean | number | null | undefined;
    };
    /**
     * Its URN, the same as in the path.
     */
    id: string;
    name?: string;
    description?: string;
    /**
     * What it extends: User, unless told, or Group.
     */
    resource_type?: string;
    /**
     * @minItems 1
     * @maxItems 200
     */
    attributes: NewScimAttribute[];
}
/**
 * A new directory; the token of a SCIM directory is shown this once.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "DirectoryOnce".
 */
export interface DirectoryOnce {
    id: string;
    source: 'workos' | 'scim' | 'import';
    /**
     * Such as okta.
     */
    idp: string | null;
    /**
     * The dialect of a SCIM directory.
     */
    profile: ProfileName | null;
    name: string | null;
    state: DirectoryState;
    /**
     * The WorkOS directory id whose events belong here.
     */
    workos_id: string | null;
    organization_id: string | null;
    /**
     * The connection as its source last described it.
     */
    upstream_state: string | null;
    /**
     * The same, as a sentence.
     */
    upstream_says: string | null;
    /**
     * When its latest event arrived.
     */
    last_event_at: string | null;
    /**
     * When one of its events last took effect.
     */
    last_applied_at: string | null;
    events: EventCounts;
    /**
     * How it did when it was last looked at; null: not yet.
     */
    health: DirectoryHealthSummary | null;
    created_at: string;
    /**
     * The last time that it was read anew from WorkOS, or is just now; null: never.
     */
    last_resync: Resync | null;
    /**
     * People that exist in it.
     */
    people: number;
    /**
     * Groups that exist in it.
     */
    groups: number;
    /**
     * Where the identity provider of a SCIM directory sends what it has to say.
     */
    base_url: string | null;
    /**
     * Those that open a SCIM directory, or did.
     */
    tokens: DirectoryToken[];
    /**
     * What is to be done about the tokens altogether, as a sentence.
     */
    tokens_say: string | null;
    /**
     * Of a SCIM directory.
     */
    dialect: Dialect | null;
    /**
     * Opens the SCIM directory; others have none.
     */
    token: string | null;
}
/**
 * Something that is wrong with a directory now.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "HealthProblem".
 */
export interface HealthProblem {
    code: ProblemCode;
    severity: 'attention' | 'failing';
    since: string;
    /**
     * What is the matter, in plain words.
     */
    says: string;
    /**
     * What to do about it.
     */
    next_step: string;
    /**
     * The page of the documentation, and the section in it.
     */
    runbook: string;
}
/**
 * How long the directory is usually silent, learned from its own history.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "UsualSilence".
 */
export interface UsualSilence {
    /**
     * The last news, or request.
     */
    last_at: string;
    /**
     * On how many days of the eight weeks before that there was any.
     */
    days: number;
    /**
     * The longest pause that is usual, quiet weekdays left out.
     */
    usual_seconds: number;
    /**
     * Weekdays on which it rarely says anything, 0 for Sunday. UTC.
     */
    quiet_weekdays: number[];
    /**
     * From when on it is silent, unless news comes.
     */
    silent_at: string;
}
/**
 * News of one day, UTC, by what it is about.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "ActivityDay".
 */
export interface ActivityDay {
    day: string;
    people: number;
    groups: number;
    memberships: number;
    connection: number;
    other: number;
    resync: number;
}
/**
 * A directory that is not ok, as it was when it was last looked at.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "UnwellDirectory".
 */
export interface UnwellDirectory {
    tenant: string;
    directory_id: string;
    source: string;
    idp: string | null;
    name: string | null;
    state: HealthState;
    looked_at: string;
    /**
     * The worst first.
     */
    problems: HealthProblem[];
}
/**
 * Something that is wrong with the installation, and with no directory in particular.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "InstallationProblem".
 */
export interface InstallationProblem {
    code: 'poller_behind';
    severity: 'attention' | 'failing';
    since: string;
    says: string;
    next_step: string;
    runbook: string;
}
/**
 * How a directory does now.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "DirectoryHealth".
 */
export interface DirectoryHealth {
    directory_id: string;
    state: HealthState;
    /**
     * How it does, in a sentence.
     */
    says: string;
    /**
     * When its latest event arrived.
     */
    last_event_at: string | null;
    /**
     * When one of its events last took effect.
     */
    last_applied_at: string | null;
    /**
     * When it was last read as a whole, by a resync.
     */
    last_sync_at: string | null;
    /**
     * From the time of an event at the identity provider until it took effect; of a WorkOS directory, in seconds.
     */
    lag: {
        /**
         * Of the latest event.
         */
        last_seconds: number | null;
        /**
         * Of the last day.
         */
        p50_seconds: number | null;
        p95_seconds: number | null;
    };
    /**
     * Events that are not applied.
     */
    events: {
        waiting: number;
        set_aside: number;
        /**
         * When the oldest that waits arrived.
         */
        oldest_waiting_at: string | null;
    };
    /**
     * The connection as its source last described it.
     */
    upstream_state: string | null;
    /**
     * The same, as a sentence.
     */
    upstream_says: string | null;
    /**
     * Null while there is too little history.
     */
    usual_silence: UsualSilence | null;
    /**
     * The worst first.
     */
    problems: HealthProblem[];
    /**
     * The last 30 days, the oldest first.
     */
    activity: ActivityDay[];
}
/**
 * A tenant and how it does. `health` is as of `looked_at`, which is every five minutes; the rest is as of now.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "TenantStanding".
 */
export interface TenantStanding {
    id: string;
    slug: Slug;
    name: string;
    health: TenantHealth;
    /**
     * When its directories were looked at: of several, the one for which that is longest ago. Null where none was yet.
     */
    looked_at: string | null;
    active_policy_version: number | null;
    /**
     * The policy file of the last start is not in force; what was in force before still is.
     */
    policy_problem: boolean;
    /**
     * Those that are not disconnected, the worst first; three at most.
     */
    directories: {
        id: string;
        source: 'workos' | 'scim' | 'import';
        idp: string | null;
        name: string | null;
        state: DirectoryState;
        health: HealthState;
        /**
         * The worst first.
         */
        problems: ProblemCode[];
    }[];
    /**
     * How many more there are that are not disconnected.
     */
    more_directories: number;
    open_holds: number;
    events: EventCounts;
    /**
     * When the latest event of any of its directories arrived.
     */
    last_event_at: string | null;
}
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "OverviewQuery".
 */
export interface OverviewQuery {
    /**
     * Whose slug or name has this text in it, in upper or lower case.
     */
    search?: string;
    health?: TenantHealth;
    /**
     * Where holds are open, or events have failed; those with the most first.
     */
    waiting?: 'approval' | 'failed_events';
    limit?: Limit;
    cursor?: Cursor;
}
/**
 * A page of tenants, those that fail first, and then by slug.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "Overview".
 */
export interface Overview {
    data: TenantStanding[];
    next_cursor: NextCursor;
}
/**
 * How all tenants do, in numbers.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "OverviewFigures".
 */
export interface OverviewFigures {
    /**
     * By how they do.
     */
    tenants: {
        failing: number;
        attention: number;
        ok: number;
        none: number;
    };
    /**
     * Those that are not disconnected, by how they do.
     */
    directories: {
        failing: number;
        attention: number;
        ok: number;
    };
    open_holds: number;
    events: {
        waiting: number;
        set_aside: number;
        /**
         * That arrived, in the last five minutes.
         */
        per_minute: number;
    };
    /**
     * From the time of an event at the identity provider until it took effect, in seconds: of WorkOS, of those that arrived in the last five minutes. Null: there were none.
     */
    lag: {
        p50_seconds: number | null;
        p95_seconds: number | null;
    };
    /**
     * What is wrong beyond the directories. Empty for a token that is bound to a tenant.
     */
    installation: InstallationProblem[];
}
/**
 * A tenant in numbers.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "TenantSummary".
 */
export interface TenantSummary {
    /**
     * Accounts, by their status.
     */
    people: {
        active: number;
        read_only: number;
        deactivated: number;
        purged: number;
    };
    /**
     * How many active accounts have which role, the most first.
     */
    roles: {
        role: string | null;
        people: number;
    }[];
    /**
     * Those that are open, and whom they are about.
     */
    holds: {
        open: number;
        people: number;
    };
    events: EventCounts;
    /**
     * Of webhooks, to endpoints that are still there.
     */
    deliveries: {
        waiting: number;
        dead: number;
    };
    /**
     * The news of all directories in the last 30 days, the oldest first.
     */
    activity: ActivityDay[];
}
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "HealthQuery".
 */
export interface HealthQuery {
    /**
     * Only directories in this state.
     */
    state?: 'attention' | 'failing';
    limit?: Limit;
    cursor?: Cursor;
}
/**
 * How the directories of all tenants do.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "Health".
 */
export interface Health {
    /**
     * Directories that are not disconnected, by how they do.
     */
    counts: {
        ok: number;
        attention: number;
        failing: number;
    };
    /**
     * What is wrong beyond the directories.
     */
    installation: InstallationProblem[];
    /**
     * A page of the directories that are not ok, those that fail first.
     */
    data: UnwellDirectory[];
    next_cursor: NextCursor;
}
/**
 * A directory that sends events and belongs to no tenant yet. The events are kept.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "UnclaimedDirectory".
 */
export interface UnclaimedDirectory {
    /**
     * As its traffic names it: the WorkOS directory id.
     */
    directory_key: string;
    source: string;
    events: number;
    types: {
        type: string;
        events: number;
    }[];
    first_received_at: string;
    last_received_at: string;
}
/**
 * A page of unclaimed directories, by key.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "UnclaimedDirectoryList".
 */
export interface UnclaimedDirectoryList {
    data: UnclaimedDirectory[];
    next_cursor: NextCursor;
}
/**
 * An event of a directory that belongs to no tenant, without what it says.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "UnclaimedEvent".
 */
export interface UnclaimedEvent {
    id: string;
    directory_key: string;
    source: string;
    type: string;
    occurred_at: string;
    received_at: string;
}
/**
 * A page of unclaimed events, the oldest first.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "UnclaimedEventList".
 */
export interface UnclaimedEventList {
    data: UnclaimedEvent[];
    next_cursor: NextCursor;
}
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "UnclaimedEventsQuery".
 */
export interface UnclaimedEventsQuery {
    /**
     * As its traffic names the directory; empty for events that name none.
     */
    directory_key?: string;
    type?: string;
    /**
     * Received at this moment or later.
     */
    since?: string;
    /**
     * Received before this moment.
     */
    until?: string;
    limit?: Limit;
    cursor?: Cursor;
}
/**
 * Which events of unclaimed directories are removed.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "UnclaimedEventsPurge".
 */
export interface UnclaimedEventsPurge {
    /**
     * Only those that were received before this moment.
     */
    received_before: string;
    /**
     * As its traffic names the directory; empty for events that name none.
     */
    directory_key?: string;
    /**
     * Only count, and change nothing.
     */
    dry_run?: boolean;
}
/**
 * How many events were removed, or would be.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "UnclaimedEventsPurged".
 */
export interface UnclaimedEventsPurged {
    events: number;
    dry_run: boolean;
}
/**
 * A workspace and the role in it.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "WorkspaceGrant".
 */
export interface WorkspaceGrant {
    key: string;
    role: string;
}
/**
 * Product attributes by name, as the catalog lists them.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "Attributes".
 */
export interface Attributes {
    [k: string]: string | number | boolean | string[] | undefined;
}
/**
 * The product's account of a person.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "User".
 */
export interface User {
    id: string;
    /**
     * The identity provider's own id of the person.
     */
    external_id: string | null;
    email: string | null;
    display_name: string | null;
    given_name: string | null;
    family_name: string | null;
    status: UserStatus;
    role: string | null;
    role_origin: RoleOrigin | null;
    workspaces: WorkspaceGrant[];
    attributes: Attributes;
    directory_id: string | null;
    provisioned_at: string;
    deactivated_at: string | null;
    purge_at: string | null;
    updated_at: string;
}
/**
 * A role set by hand, and whether it counts.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "ManualRole".
 */
export interface ManualRole {
    role: Role;
    set_by: string;
    set_at: string;
    /**
     * Whether it was given because nobody else would have administered. Such a role stays whatever the policy says of roles set by hand.
     */
    promoted: boolean;
    in_force: boolean;
    /**
     * Whether it is in force, and why not, in a sentence.
     */
    says: string;
}
/**
 * An account with its role set by hand.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "UserDetail".
 */
export interface UserDetail {
    id: string;
    /**
     * The identity provider's own id of the person.
     */
    external_id: string | null;
    email: string | null;
    display_name: string | null;
    given_name: string | null;
    family_name: string | null;
    status: UserStatus;
    role: string | null;
    role_origin: RoleOrigin | null;
    workspaces: WorkspaceGrant[];
    attributes: Attributes;
    directory_id: string | null;
    provisioned_at: string;
    deactivated_at: string | null;
    purge_at: string | null;
    updated_at: string;
    /**
     * Tokens issued before this moment are void.
     */
    sessions_valid_after: string | null;
    manual_role: ManualRole | null;
    /**
     * When a user who may only read is deactivated; null for every other one.
     */
    read_only_until: string | null;
}
/**
 * A page of users, the oldest first.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "UserList".
 */
export interface UserList {
    data: User[];
    next_cursor: NextCursor;
}
/**
 * An account that the product had before Rollcall, or keeps beside the directory: registered, so that a directory may link it. It needs an email or an external_id.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "NewUser".
 */
export interface NewUser {
    email?: string;
    external_id?: string;
    display_name?: string;
    given_name?: string;
    family_name?: string;
    role?: Role;
}
/**
 * A role set by hand.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "RoleAssignment".
 */
export interface RoleAssignment {
    role: Role;
}
/**
 * What the active policy gives to the members; of several entries, what counts of them.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "GroupMapping".
 */
export interface GroupMapping {
    /**
     * By which the policy names the group, where it does: other groups of this id have the same entry.
     */
    id: string | null;
    /**
     * What the policy calls the group. Another name than the group's own: it was renamed since.
     */
    name: string | null;
    role: string | null;
    workspaces: WorkspaceGrant[];
    /**
     * Of the policy file.
     */
    line: number | null;
}
/**
 * A group as its directory last described it.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "Group".
 */
export interface Group {
    id: string;
    directory_id: string;
    /**
     * The source's id of it.
     */
    source_id: string;
    /**
     * The identity provider's id of it.
     */
    external_id: string | null;
    name: string | null;
    /**
     * People of the directory who are in it.
     */
    member_count: number;
    /**
     * The active policy does not mention it.
     */
    unmapped: boolean;
    mapping: GroupMapping | null;
}
/**
 * A page of groups, the oldest first.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "GroupList".
 */
export interface GroupList {
    data: Group[];
    next_cursor: NextCursor;
}
/**
 * An entry of the policy that no group of a directory matches, by what it names.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "GroupMappingEntry".
 */
export interface GroupMappingEntry {
    id: string | null;
    name: string | null;
}
/**
 * What one group is to give: a role, workspaces, both, or with neither nothing.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "GroupMappingEdit".
 */
export interface GroupMappingEdit {
    group_id: string;
    instead_of?: GroupMappingEntry1;
    role: string | null;
    /**
     * @maxItems 200
     */
    workspaces: WorkspaceGrant[];
}
/**
 * An entry of the policy that no group of a directory matches, by what it names.
 */
export interface GroupMappingEntry1 {
    id: string | null;
    name: string | null;
}
/**
 * What another mapping would change for people to whom nothing is applied now, once their directories are active: by what is decided of them under both mappings. The plan of each directory says what activating it does.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "GroupMappingOnceActive".
 */
export interface GroupMappingOnceActive {
    /**
     * Those of which nothing is applied now and that have people, the oldest first.
     */
    directories: {
        directory: string;
        state: 'setting_up' | 'testing' | 'paused';
        people: number;
    }[];
    people: {
        looked_at: number;
        changed: number;
    };
    /**
     * The most consequential first.
     */
    groups: PolicyPlanGroup[];
}
/**
 * How the policy in force maps groups, and what it lets them give.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "GroupMappingOverview".
 */
export interface GroupMappingOverview {
    /**
     * Of the policy in force.
     */
    version: number;
    /**
     * The version is being applied to everyone just now. Until it is, a plan counts what is still to be done by it as well.
     */
    under_way: boolean;
    /**
     * How many groups the directories have.
     */
    groups: {
        all: number;
        mapped: number;
    };
    match_by: 'id' | 'name';
    /**
     * Whose role counts where several groups of a person give one.
     */
    precedence: 'strongest' | 'listed' | 'hold';
    /**
     * Of somebody whom no group gives a role; or no_access.
     */
    default_role: string;
    /**
     * Of the catalog, the strongest first.
     */
    roles: {
        key: string;
        name: string;
        administers: boolean;
        /**
         * False: the policy lets no group give it (`never_grant`).
         */
        may_be_given: boolean;
    }[];
    /**
     * Of the catalog, the strongest first.
     */
    workspace_roles: {
        key: string;
        name: string;
    }[];
    /**
     * Entries of the policy that no group of a directory matches.
     */
    not_found: {
        /**
         * The group that had this name before it was renamed, or has it and another id; null: none is known. The policy says nothing of it.
         */
        now: {
            group_id: string;
            name: string | null;
        } | null;
        id: string | null;
        name: string | null;
        role: string | null;
        workspaces: WorkspaceGrant[];
        /**
         * Of the policy file.
         */
        line: number | null;
    }[];
}
/**
 * Another mapping of some groups.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "GroupMappingPlanRequest".
 */
export interface GroupMappingPlanRequest {
    /**
     * @maxItems 1000
     */
    groups: GroupMappingEdit[];
    /**
     * Entries that no group matches, and that are taken out. What is not there any more is passed over.
     *
     * @maxItems 1000
     */
    remove?: GroupMappingEntry[];
    /**
     * How many people are named in each group of the plan; 10 without it.
     */
    people?: number;
}
/**
 * What another mapping of groups would do.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "GroupMappingPlan".
 */
export interface GroupMappingPlan {
    /**
     * Null: every directory that has people is active.
     */
    once_active: GroupMappingOnceActive | null;
    /**
     * The version of the policy that it was made from.
     */
    over: number;
    plan: PolicyPlan;
}
/**
 * What a policy would do to the people of a tenant, as they are at this moment. Nothing is written.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyPlan".
 */
export interface PolicyPlan {
    tenant: Slug;
    /**
     * Of the proposed policy and of everything that it would do; the same again as long as neither changes.
     */
    hash: string;
    /**
     * `held`: some of it would wait for somebody to decide.
     */
    outcome: 'nothing' | 'changes' | 'held';
    /**
     * The version in force.
     */
    base: number;
    proposal: {
        /**
         * Null: it is not a version yet.
         */
        version: number | null;
        digest: string;
    };
    /**
     * The version that it is compared with; null: the accounts as they are.
     */
    against: number | null;
    planned_at: string;
    people: {
        looked_at: number;
        changed: number;
        held: number;
    };
    /**
     * Directories of which nothing is applied yet, the oldest first.
     */
    testing: PolicyPlanTesting[];
    /**
     * How many people would have each action done to them or would wait for it, such as user.deactivated; `groups` tells the two apart.
     */
    actions: {
        [k: string]: number | undefined;
    };
    /**
     * The most consequential first.
     */
    groups: PolicyPlanGroup[];
    holds: PolicyPlanHold[];
    /**
     * What the linter warns of in the proposed policy.
     */
    diagnostics: Diagnostic[];
}
/**
 * A directory in testing: its people are looked at, and nothing is applied to them. The plan of the directory says what activating it would do.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyPlanTesting".
 */
export interface PolicyPlanTesting {
    directory: string;
    people: number;
}
/**
 * Another mapping of some groups, to be put in force.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "GroupMappingApplication".
 */
export interface GroupMappingApplication {
    /**
     * @maxItems 1000
     */
    groups: GroupMappingEdit[];
    /**
     * Entries that no group matches, and that are taken out. What is not there any more is passed over.
     *
     * @maxItems 1000
     */
    remove?: GroupMappingEntry[];
    /**
     * The version of the policy that it was made from. Where another one is in force, nothing is done.
     */
    over: number;
    /**
     * The hash of the plan that it must still come to.
     */
    plan?: string;
}
/**
 * A part of the product that people are members of.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "Workspace".
 */
export interface Workspace {
    key: string;
    name: string;
    member_count: number;
    created_at: string;
}
/**
 * A page of workspaces, by key.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "WorkspaceList".
 */
export interface WorkspaceList {
    data: Workspace[];
    next_cursor: NextCursor;
}
/**
 * A workspace to be.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "NewWorkspace".
 */
export interface NewWorkspace {
    /**
     * As policies name it.
     */
    key: string;
    /**
     * Shown to people; the key unless told.
     */
    name?: string;
}
/**
 * News from a directory, in the inbox. Sensitive values were dropped before it was stored.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "Event".
 */
export interface Event {
    /**
     * The source's own id.
     */
    id: string;
    directory_id: string;
    source: string;
    /**
     * Such as dsync.user.created.
     */
    type: string;
    /**
     * The source's time.
     */
    occurred_at: string;
    received_at: string;
    status: EventStatus;
    attempts: number;
    next_attempt_at: string | null;
    /**
     * Why the last attempt failed.
     */
    error: string | null;
    finished_at: string | null;
    /**
     * Who dismissed it, when and why; null unless it is dismissed.
     */
    dismissed: {
        at: string;
        by: Actor;
        reason: string;
    } | null;
    /**
     * The news in Rollcall's own form.
     */
    payload: {
        [k: string]: unknown | undefined;
    };
}
/**
 * Who or what caused a change.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "Actor".
 */
export interface Actor {
    /**
     * directory, policy, api_token, operator, portal_user, console_user or system. Of portal_user and console_user, the id is the label of the link, or the name that somebody signed in with.
     */
    kind: string;
    id: string | null;
}
/**
 * A page of events.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "EventList".
 */
export interface EventList {
    data: Event[];
    next_cursor: NextCursor;
}
/**
 * One change, its reason, and its place in the chain.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "AuditRecord".
 */
export interface AuditRecord {
    id: string;
    at: string;
    actor: Actor;
    /**
     * Such as role.changed.
     */
    action: string;
    user_id: string | null;
    /**
     * What the user is called by now, in lists; null where it is about nobody, and after a purge. No part of the chain.
     */
    user_name?: string | null;
    /**
     * In lists, where a person or a program caused it: the name of the API token, the label of the link, or whoever signed in. No part of the chain.
     */
    actor_name?: string | null;
    directory_id: string | null;
    /**
     * What brought the news: of the directory, as it was then.
     */
    source: 'workos' | 'scim' | 'import' | null;
    /**
     * The identity provider behind that directory, as it was then.
     */
    idp: string | null;
    before: {
        [k: string]: unknown | undefined;
    } | null;
    after: {
        [k: string]: unknown | undefined;
    } | null;
    /**
     * In a sentence that a customer's administrator understands.
     */
    reason: string;
    /**
     * When a purge of the user removed `before`, `after` and `reason`; null where it did not.
     */
    content_purged_at: string | null;
    event_ids: string[];
    policy_version: number | null;
    /**
     * In the chain; this happens within a second or two.
     */
    sealed: boolean;
    /**
     * Its place in the chain.
     */
    sequence: number | null;
    hash: string | null;
    previous_hash: string | null;
}
/**
 * A page of audit records.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "AuditRecordList".
 */
export interface AuditRecordList {
    data: AuditRecord[];
    next_cursor: NextCursor;
}
/**
 * A version of a tenant's policy, with its text.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyVersion".
 */
export interface PolicyVersion {
    version: number;
    in_force: boolean;
    /**
     * The tenant's own file.
     */
    yaml: string;
    /**
     * With the sections that come from the default policy.
     */
    effective: {
        [k: string]: unknown | undefined;
    };
    /**
     * file: pushed from a file, or read from the policies folder at a start. default: the default policy. api: made through the API or the console.
     */
    origin: 'file' | 'default' | 'api';
    author: string;
    digest: string;
    created_at: string;
    /**
     * When it was last put in force; null for one that never was, such as one that is only proposed.
     */
    activated_at: string | null;
    activated_by: Actor | null;
    /**
     * Which time that was, counted over all versions of the tenant: it grows whenever a version is put in force.
     */
    activation: number | null;
    /**
     * Why the policy file of the last start is not in force.
     */
    problem: PolicyProblem | null;
}
/**
 * Changes that wait for somebody to decide, for one person or for everyone whom the same cause brought there.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "Hold".
 */
export interface Hold {
    id: string;
    kind: HoldKind;
    status: HoldStatus;
    reason: string;
    /**
     * While it is open, how many wait; afterwards, how many the answer was about.
     */
    people: number;
    /**
     * How many changes there are of each action, such as user.deactivated, for these people.
     */
    actions: {
        [k: string]: number | undefined;
    };
    /**
     * The account of the only person, if they have one.
     */
    user_id: string | null;
    /**
     * Of the only person; null where there are more.
     */
    directory_user_id: string | null;
    /**
     * What waits for the only person; empty where there are more: see the people of the hold.
     */
    changes: {
        [k: string]: unknown | undefined;
    }[];
    /**
     * Grows whenever what is held changes.
     */
    revision: number;
    /**
     * The version by which what waits was decided.
     */
    policy_version: number;
    opened_at: string;
    /**
     * When the policy answers, if nobody has; null: never, or it is answered.
     */
    answer_due_at: string | null;
    resolved_at: string | null;
    /**
     * Null while it is open.
     */
    resolved_by: Actor | null;
    resolution: string | null;
}
/**
 * A page of holds, the oldest first.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "HoldList".
 */
export interface HoldList {
    data: Hold[];
    next_cursor: NextCursor;
}
/**
 * Someone whom a hold is about.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "HoldPerson".
 */
export interface HoldPerson {
    directory_user_id: string;
    /**
     * Null where there is no account yet.
     */
    user_id: string | null;
    /**
     * The account's, or else the directory's.
     */
    display_name: string | null;
    /**
     * The account's, or else the directory's.
     */
    email: string | null;
    status: HeldPersonStatus;
    changes: {
        [k: string]: unknown | undefined;
    }[];
}
/**
 * A page of the people whom a hold is about.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "HoldPersonList".
 */
export interface HoldPersonList {
    data: HoldPerson[];
    next_cursor: NextCursor;
}
/**
 * Says yes to what a hold shows.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "HoldApproval".
 */
export interface HoldApproval {
    /**
     * That of the hold as it was seen: if it has become another one since, nothing is approved.
     */
    revision?: number;
    /**
     * Where it is to be said whose account it is: the id of the user, or `new` for a new account.
     */
    account?: string;
}
/**
 * Says no to what a hold shows.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "HoldRejection".
 */
export interface HoldRejection {
    /**
     * That of the hold as it was seen: if it has become another one since, nobody is rejected.
     */
    revision?: number;
}
/**
 * Who may answer holds, and what becomes of those that nobody answers.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "HoldApprovers".
 */
export interface HoldApprovers {
    /**
     * By `guards.approvers` of the policy in force; without guards, both.
     */
    approvers: ('tenant_admin' | 'operator')[];
    /**
     * Whether whoever asks is one of them. Answering also needs the scope `write`, or the role support.
     */
    includes_you: boolean;
    /**
     * Whether the policy in force says who takes the place of the last administrator, by `sole_admin.promote`. Where it does not, no hold of the kind `sole_admin` can be approved.
     */
    promotes: boolean;
    /**
     * What the policy in force does about a hold at its `answer_due_at`; null: nothing, it waits.
     */
    unanswered: {
        /**
         * By `guards.unanswered`.
         */
        guards: 'approve' | 'reject' | null;
        /**
         * By `sole_admin.if_unanswered`: another one is made an administrator, or the last one may go.
         */
        sole_admin: 'promote' | 'allow' | null;
    };
}
/**
 * A session of a user in the product.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "Session".
 */
export interface Session {
    id: string;
    user_id: string;
    expires_at: string;
    revoked_at: string | null;
    created_at: string;
}
/**
 * A page of open sessions, user by user, the oldest first.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "SessionList".
 */
export interface SessionList {
    data: Session[];
    next_cursor: NextCursor;
}
/**
 * A session to be registered.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "NewSession".
 */
export interface NewSession {
    user_id: string;
    /**
     * In the future.
     */
    expires_at: string;
}
/**
 * An API key of a user, without the key itself.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "ApiKey".
 */
export interface ApiKey {
    id: string;
    user_id: string;
    name: string;
    /**
     * To the minute.
     */
    last_used_at: string | null;
    created_at: string;
}
/**
 * A page of API keys that are not revoked, user by user, the oldest first.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "ApiKeyList".
 */
export interface ApiKeyList {
    data: ApiKey[];
    next_cursor: NextCursor;
}
/**
 * An API key to be made.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "NewApiKey".
 */
export interface NewApiKey {
    user_id: string;
    name: string;
}
/**
 * May this person use the product now?
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "AccessCheck".
 */
export interface AccessCheck {
    /**
     * Its slug.
     */
    tenant: string;
    user_id: string;
    session_id?: string;
    /**
     * The key itself.
     */
    api_key?: string;
    /**
     * When a stateless token was issued (`iat`): refused where sessions are valid after a later moment.
     */
    session_issued_at?: string;
}
/**
 * The answer to an access check.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "AccessAnswer".
 */
export interface AccessAnswer {
    allowed: boolean;
    /**
     * May read and not write.
     */
    read_only: boolean;
    role: string | null;
    workspaces: WorkspaceGrant[];
    code: 'allowed' | 'read_only' | 'unknown_user' | 'deactivated' | 'purged' | 'unknown_session' | 'session_revoked' | 'session_expired' | 'session_of_another_user' | 'session_superseded' | 'unknown_api_key' | 'api_key_revoked' | 'api_key_of_another_user';
    /**
     * In a sentence.
     */
    reason: string;
    /**
     * Refuse tokens issued before this moment.
     */
    sessions_valid_after: string | null;
}
/**
 * A token for this API. The token itself is shown once, when it is made.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "Token".
 */
export interface Token {
    id: string;
    name: string;
    scopes: Scope[];
    /**
     * The only tenant that it reaches; null: all of them.
     */
    tenant: string | null;
    created_at: string;
    expires_at: string | null;
    /**
     * To the minute.
     */
    last_used_at: string | null;
    revoked_at: string | null;
    /**
     * Who asks came with it, or signed in with it.
     */
    own: boolean;
    /**
     * False for the operator's token, which the configuration of the service sets.
     */
    revocable: boolean;
}
/**
 * A page of tokens, the oldest first.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "TokenList".
 */
export interface TokenList {
    data: Token[];
    next_cursor: NextCursor;
}
/**
 * A token to be made. It cannot do more than the token that makes it.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "NewToken".
 */
export interface NewToken {
    /**
     * What it is for.
     */
    name: string;
    /**
     * @minItems 1
     * @maxItems 20
     */
    scopes: Scope[];
    tenant?: Slug;
    /**
     * Never unless told.
     */
    expires_at?: string;
}
/**
 * A link into the portal of one tenant, which opens it once. The link itself is shown once, when it is made.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PortalLink".
 */
export interface PortalLink {
    id: string;
    /**
     * Whom it was made for; the audit log names them so.
     */
    label: string | null;
    state: PortalLinkState;
    access: PortalAccess;
    /**
     * What of the portal it opens.
     */
    pages: PortalPage[];
    /**
     * Where the portal leads back to.
     */
    return_url: string | null;
    made_by: Actor;
    created_at: string;
    expires_at: string;
    used_at: string | null;
    revoked_at: string | null;
}
/**
 * The link, shown this once.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PortalLinkOnce".
 */
export interface PortalLinkOnce {
    id: string;
    /**
     * Whom it was made for; the audit log names them so.
     */
    label: string | null;
    state: PortalLinkState;
    access: PortalAccess;
    /**
     * What of the portal it opens.
     */
    pages: PortalPage[];
    /**
     * Where the portal leads back to.
     */
    return_url: string | null;
    made_by: Actor;
    created_at: string;
    expires_at: string;
    used_at: string | null;
    revoked_at: string | null;
    /**
     * Where to send the customer's administrator; what is behind # is the secret.
     */
    url: string;
}
/**
 * A page of links, the newest first.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PortalLinkList".
 */
export interface PortalLinkList {
    data: PortalLink[];
    next_cursor: NextCursor;
}
/**
 * A link to be made.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "NewPortalLink".
 */
export interface NewPortalLink {
    /**
     * Whom it is for, such as their e-mail address: the audit log names them so.
     */
    label?: string;
    /**
     * For how many seconds it can be opened.
     */
    expires_in?: number;
    /**
     * read: to look. write: to change things as well.
     */
    access?: 'read' | 'write';
    /**
     * What of the portal it opens; all of it unless told.
     *
     * @minItems 1
     */
    pages?: PortalPage[];
    /**
     * An http:// or https:// address of the product: where the portal leads back to.
     */
    return_url?: string;
}
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PortalLinksQuery".
 */
export interface PortalLinksQuery {
    state?: PortalLinkState;
    limit?: Limit;
    cursor?: Cursor;
}
/**
 * Who asks, and what they may do.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "CurrentSession".
 */
export interface CurrentSession {
    /**
     * Of the browser's session, for the header `Rollcall-Session`: a request that has it is refused where the browser has another session by now. Null for a token.
     */
    id: string | null;
    /**
     * token: a bearer token, and no session of a browser.
     */
    kind: 'portal' | 'console' | 'token';
    /**
     * The only tenant that is reached; null: all of them.
     */
    tenant: string | null;
    /**
     * What people call it.
     */
    tenant_name: string | null;
    /**
     * How the audit log names them; null for a token.
     */
    label: string | null;
    /**
     * The same for the same person, and opaque: of the API token, of the account at the identity provider, or of who has links with this label into the tenant.
     */
    person: string;
    /**
     * tenant_admin: in the portal. Null where an API token says what is allowed.
     */
    role: 'tenant_admin' | 'operator' | 'support' | 'viewer' | null;
    /**
     * In the portal, of the routes that its pages use alone.
     */
    scopes: Scope[];
    /**
     * In the portal; null elsewhere.
     */
    access: 'read' | 'write' | null;
    /**
     * In the portal; null elsewhere.
     */
    pages: PortalPage[] | null;
    /**
     * Where the portal leads back to.
     */
    return_url: string | null;
    /**
     * When it ends at the latest; null: never.
     */
    expires_at: string | null;
    /**
     * It ends after so many seconds without a request that somebody caused (those with `Rollcall-Unattended: 1` do not count); null: it does not.
     */
    idle_seconds: number | null;
}
/**
 * A browser that is signed in to the console, or in the portal of a tenant.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "BrowserSessionItem".
 */
export interface BrowserSessionItem {
    id: string;
    kind: 'portal' | 'console';
    /**
     * The only tenant that it reaches; null: all of them.
     */
    tenant: string | null;
    /**
     * How the audit log names them.
     */
    label: string;
    /**
     * In the console, of who signed in by OpenID Connect.
     */
    role: ConsoleRole | null;
    /**
     * The link that opened it.
     */
    portal_link_id: string | null;
    /**
     * The API token that somebody signed in with.
     */
    token_id: string | null;
    created_at: string;
    expires_at: string;
    /**
     * To the minute.
     */
    last_used_at: string;
    /**
     * Of whoever asks: they may end it without more rights.
     */
    own: boolean;
    /**
     * The one that asks.
     */
    current: boolean;
}
/**
 * A page of open sessions, the newest first.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "BrowserSessionList".
 */
export interface BrowserSessionList {
    data: BrowserSessionItem[];
    next_cursor: NextCursor;
}
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "BrowserSessionsQuery".
 */
export interface BrowserSessionsQuery {
    /**
     * How a tenant is addressed.
     */
    tenant?: string;
    /**
     * mine: of the same person, or opened with the same API token, as the one that asks. all unless told.
     */
    whose?: 'mine' | 'all';
    limit?: Limit;
    cursor?: Cursor;
}
/**
 * What went wrong (RFC 9457), with a stable code.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "Problem".
 */
export interface Problem {
    type: string;
    title: string;
    status: number;
    /**
     * Stable and machine-readable.
     */
    code: string;
    /**
     * What to do about it.
     */
    detail: string;
    /**
     * The request: quote it when you ask for help.
     */
    instance: string;
    /**
     * Trying again can help.
     */
    retryable?: boolean;
    [k: string]: unknown | undefined;
}
/**
 * The event is durable.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "WebhookReceipt".
 */
export interface WebhookReceipt {
    status: 'accepted';
    event_id: string;
    event_status: 'waiting' | 'ignored' | 'set_aside' | 'unclaimed';
}
/**
 * The key, shown this once.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "ApiKeyOnce".
 */
export interface ApiKeyOnce {
    id: string;
    user_id: string;
    name: string;
    last_used_at: string | null;
    revoked_at: string | null;
    created_at: string;
    /**
     * rck_...
     */
    key: string;
}
/**
 * The token, shown this once.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "TokenOnce".
 */
export interface TokenOnce {
    id: string;
    name: string;
    scopes: Scope[];
    /**
     * The only tenant that it reaches; null: all of them.
     */
    tenant: string | null;
    created_at: string;
    expires_at: string | null;
    /**
     * To the minute.
     */
    last_used_at: string | null;
    revoked_at: string | null;
    /**
     * Who asks came with it, or signed in with it.
     */
    own: boolean;
    /**
     * False for the operator's token, which the configuration of the service sets.
     */
    revocable: boolean;
    /**
     * rc_...
     */
    token: string;
}
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "TenantsQuery".
 */
export interface TenantsQuery {
    /**
     * Whose slug or name has this text in it, in upper or lower case.
     */
    search?: string;
    limit?: Limit;
    cursor?: Cursor;
}
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "DirectoriesQuery".
 */
export interface DirectoriesQuery {
    limit?: Limit;
    cursor?: Cursor;
}
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "DirectorySchemasQuery".
 */
export interface DirectorySchemasQuery {
    limit?: Limit;
    cursor?: Cursor;
}
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "DirectoryTokensQuery".
 */
export interface DirectoryTokensQuery {
    limit?: Limit;
    cursor?: Cursor;
}
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "UnclaimedDirectoriesQuery".
 */
export interface UnclaimedDirectoriesQuery {
    limit?: Limit;
    cursor?: Cursor;
}
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "UsersQuery".
 */
export interface UsersQuery {
    /**
     * In any capitals.
     */
    email?: string;
    external_id?: string;
    status?: UserStatus;
    role?: Role;
    /**
     * Each word of it begins a word of their name or e-mail address, in upper or lower case, with or without accents.
     */
    search?: string;
    limit?: Limit;
    cursor?: Cursor;
}
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "WhyQuery".
 */
export interface WhyQuery {
    /**
     * Explain how it was at this moment (RFC 3339), or at the end of this day (UTC).
     */
    at?: string;
    /**
     * What they do not have: role=admin, access, status=active, workspace=engineering or workspace=engineering:admin.
     */
    not?: string;
}
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "DirectoryUsersQuery".
 */
export interface DirectoryUsersQuery {
    /**
     * In any capitals.
     */
    email?: string;
    /**
     * The identity provider's own id of the person, or the source's.
     */
    external_id?: string;
    limit?: Limit;
    cursor?: Cursor;
}
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "GroupsQuery".
 */
export interface GroupsQuery {
    directory_id?: string;
    /**
     * Whose name has this text in it, in upper or lower case.
     */
    search?: string;
    /**
     * `true`: only groups that the policy in force mentions; `false`: only others.
     */
    mapped?: 'true' | 'false';
    /**
     * Only these, with commas between; 100 at most.
     */
    ids?: string;
    limit?: Limit;
    cursor?: Cursor;
}
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "WorkspacesQuery".
 */
export interface WorkspacesQuery {
    limit?: Limit;
    cursor?: Cursor;
}
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "EventsQuery".
 */
export interface EventsQuery {
    status?: EventStatus;
    directory_id?: string;
    type?: string;
    kind?: EventFailureKind;
    /**
     * Whose error has this text in it, in upper or lower case.
     */
    error?: string;
    /**
     * Only those of this group of failures, by its `failure`.
     */
    failure?: string;
    /**
     * Only those about the person of this account, as the directory knows them now.
     */
    user_id?: string;
    /**
     * Received at this moment or later.
     */
    since?: string;
    /**
     * Received before this moment.
     */
    until?: string;
    /**
     * Whose id, type, error or person (by the id at the source) has this text in it, in upper or lower case. What an event says is not searched.
     */
    search?: string;
    order?: Order;
    limit?: Limit;
    cursor?: Cursor;
}
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "EventQuery".
 */
export interface EventQuery {
    /**
     * Where two directories have an event of this id.
     */
    directory_id?: string;
}
/**
 * Why an event needs nothing any more.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "EventDismissal".
 */
export interface EventDismissal {
    /**
     * Why nothing is to be done about it. It is kept in the audit log, which no purge reaches: name nobody.
     */
    reason: string;
}
/**
 * Which events are tried again: those that were set aside and that every member given fits.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "EventsRetry".
 */
export interface EventsRetry {
    directory_id?: string;
    type?: string;
    /**
     * Whose error has this text in it, in upper or lower case.
     */
    error?: string;
    /**
     * Only those of this group of failures, by its `failure`.
     */
    failure?: string;
    /**
     * Only those about the person of this account, as the directory knows them now.
     */
    user_id?: string;
    /**
     * Received at this moment or later.
     */
    since?: string;
    /**
     * Received before this moment.
     */
    until?: string;
    /**
     * set_aside unless told.
     */
    status?: 'set_aside' | 'dismissed';
    /**
     * At most so many of them: whoever asks again for the rest can show how far it is. All of them unless told.
     */
    limit?: number;
    /**
     * Only those that had been set aside by this moment: the `as_of` of the answer that counted them. Now unless told.
     */
    as_of?: string;
    /**
     * Only count, and change nothing.
     */
    dry_run?: boolean;
}
/**
 * How many events wait again, or would.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "EventsRetried".
 */
export interface EventsRetried {
    events: number;
    /**
     * How many more fit that cannot be read: they were passed over, since trying again changes nothing.
     */
    malformed: number;
    /**
     * Of what was set aside later, nothing is counted and nothing done.
     */
    as_of: string;
    dry_run: boolean;
}
/**
 * Which events are dismissed: those that were set aside and that every member given fits. At least one member is needed, or `all`.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "EventsDismissal".
 */
export interface EventsDismissal {
    /**
     * Why nothing is to be done about it. It is kept in the audit log, which no purge reaches: name nobody.
     */
    reason: string;
    /**
     * Every event that was set aside.
     */
    all?: true;
    directory_id?: string;
    type?: string;
    kind?: EventFailureKind;
    /**
     * Whose error has this text in it, in upper or lower case.
     */
    error?: string;
    /**
     * Only those of this group of failures, by its `failure`.
     */
    failure?: string;
    /**
     * Only those about the person of this account, as the directory knows them now.
     */
    user_id?: string;
    /**
     * Received at this moment or later.
     */
    since?: string;
    /**
     * Received before this moment.
     */
    until?: string;
    /**
     * At most so many of them: whoever asks again for the rest can show how far it is. All of them unless told.
     */
    limit?: number;
    /**
     * Only those that had been set aside by this moment: the `as_of` of the answer that counted them. Now unless told.
     */
    as_of?: string;
    /**
     * Only count, and change nothing.
     */
    dry_run?: boolean;
}
/**
 * How many events were dismissed, or would be.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "EventsDismissed".
 */
export interface EventsDismissed {
    events: number;
    /**
     * How many of those that would be dismissed cannot be read, and so never be tried again; null where nothing was only counted.
     */
    malformed: number | null;
    /**
     * Of what was set aside later, nothing is counted and nothing done.
     */
    as_of: string;
    dry_run: boolean;
}
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "EventFailuresQuery".
 */
export interface EventFailuresQuery {
    /**
     * set_aside unless told.
     */
    status?: 'set_aside' | 'dismissed';
    directory_id?: string;
    type?: string;
    limit?: Limit;
    cursor?: Cursor;
}
/**
 * Events that were set aside for the same reason.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "EventFailure".
 */
export interface EventFailure {
    /**
     * Names the group: give it as `failure` to list, retry or dismiss its events.
     */
    failure: string;
    kind: EventFailureKind;
    /**
     * What they have in common: ids, numbers and quoted values are left out.
     */
    error: string;
    events: number;
    /**
     * How many directories they came from.
     */
    directories: number;
    /**
     * Their types; the first twenty.
     */
    types: string[];
    /**
     * When the first of them was set aside.
     */
    first_at: string;
    /**
     * When the last of them was.
     */
    last_at: string;
    /**
     * The last of them.
     */
    example: {
        id: string;
        directory_id: string;
        type: string;
    };
}
/**
 * A page of groups of failures, the largest first.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "EventFailureList".
 */
export interface EventFailureList {
    data: EventFailure[];
    next_cursor: NextCursor;
}
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "AuditRecordsQuery".
 */
export interface AuditRecordsQuery {
    user_id?: string;
    action?: string;
    /**
     * At this moment or later.
     */
    since?: string;
    /**
     * At this moment or earlier.
     */
    until?: string;
    order?: Order;
    limit?: Limit;
    cursor?: Cursor;
}
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "AuditExportQuery".
 */
export interface AuditExportQuery {
    /**
     * json, unless told.
     */
    format?: 'json' | 'csv';
    user_id?: string;
    action?: string;
    /**
     * At this moment or later.
     */
    since?: string;
    /**
     * At this moment or earlier.
     */
    until?: string;
    /**
     * Which session counts of a browser that has both: a link cannot send `Rollcall-App`.
     */
    app?: 'portal' | 'console';
}
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "HoldsQuery".
 */
export interface HoldsQuery {
    status?: HoldStatus;
    kind?: HoldKind;
    limit?: Limit;
    cursor?: Cursor;
}
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "HoldPeopleQuery".
 */
export interface HoldPeopleQuery {
    limit?: Limit;
    cursor?: Cursor;
}
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "SessionsQuery".
 */
export interface SessionsQuery {
    user_id?: string;
    limit?: Limit;
    cursor?: Cursor;
}
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "ApiKeysQuery".
 */
export interface ApiKeysQuery {
    user_id?: string;
    limit?: Limit;
    cursor?: Cursor;
}
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "TokensQuery".
 */
export interface TokensQuery {
    limit?: Limit;
    cursor?: Cursor;
}
/**
 * One thing that must be so.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "Check".
 */
export interface Check {
    ok: boolean;
    says: string;
}
/**
 * Whether this process can do its work.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "Readiness".
 */
export interface Readiness {
    ready: boolean;
    checks: {
        database: Check;
        migrations: Check;
        lanes: Check;
    };
    /**
     * How many policy files do not load; the last good version of each is in force.
     */
    policies: {
        /**
         * Null where it is not known: the database cannot be reached, or is not migrated.
         */
        not_in_force: number | null;
        says: string;
    };
}
/**
 * What a check of the audit chain found.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "ChainReport".
 */
export interface ChainReport {
    tenant: string;
    intact: boolean;
    /**
     * Records that were checked in their order.
     */
    sealed: number;
    /**
     * Records that are not in the chain yet.
     */
    unsealed: number;
    /**
     * Records of either kind whose content a purge has removed. They are in the chain like the others.
     */
    purged: number;
    /**
     * What is wrong, in a sentence.
     */
    problem: string | null;
    /**
     * Where it first fails.
     */
    at: {
        id: string | null;
        sequence: number | null;
    } | null;
}
/**
 * One report for each tenant.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "ChainReportList".
 */
export interface ChainReportList {
    data: ChainReport[];
}
/**
 * Where in the policy a step comes from.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyPlace".
 */
export interface PolicyPlace {
    version: number;
    /**
     * A JSON pointer into the effective policy, such as /groups/map/0.
     */
    pointer: string;
    /**
     * The file that says it: the tenant's own, or default.policy.yaml.
     */
    file: string;
    /**
     * Of the tenant's own file; null where the default policy says it.
     */
    line: number | null;
    /**
     * That line, trimmed and shortened.
     */
    text: string | null;
}
/**
 * One step of the decision, in the order of authority.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "WhyStep".
 */
export interface WhyStep {
    /**
     * directory, attributes, filters, groups, manual_role, rules, never_grant or deactivation.
     */
    step: string;
    says: string;
    /**
     * The step made the outcome what it is.
     */
    decisive: boolean;
    policy: PolicyPlace | null;
    /**
     * The attributes that this line of the policy looks at, by their names in `attributes`.
     */
    attributes: string[];
    /**
     * What the directory said that this step goes by.
     */
    event_ids: string[];
}
/**
 * What mirror and policy say about the person now.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "WhyDecision".
 */
export interface WhyDecision {
    outcome: 'active' | 'no_access' | 'leave_alone' | 'undecided';
    because: string;
    role: string | null;
    role_origin: RoleOrigin | null;
    /**
     * Items: A workspace, the role in it, and why.
     */
    workspaces: {
        key: string;
        role: string;
        because: string;
    }[];
}
/**
 * An event behind the decision.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "WhyEvent".
 */
export interface WhyEvent {
    id: string;
    type: string;
    occurred_at: string;
    says: string;
}
/**
 * A group that the person is in.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "WhyGroup".
 */
export interface WhyGroup {
    source_id: string;
    external_id: string | null;
    name: string | null;
    since: string;
    event_id: string;
    policy: PolicyPlace | null;
}
/**
 * What waits for somebody to decide, or has been rejected and stays so until the directory says something new about the person.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "WhyHold".
 */
export interface WhyHold {
    id: string;
    kind: HoldKind;
    status: 'open' | 'rejected';
    reason: string;
    since: string;
}
/**
 * What time alone will bring about.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "WhyPending".
 */
export interface WhyPending {
    kind: 'read_only_ends' | 'purge' | 'demotion' | 'hold_unanswered';
    since: string;
    due_at: string;
    says: string;
}
/**
 * What the policy reads of the person.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "WhyAttribute".
 */
export interface WhyAttribute {
    name: string;
    /**
     * Null where it is missing, or masked.
     */
    value: string | number | boolean | string[] | null;
    /**
     * The policy lists it in `mask_in_logs` or drops it, so its value is not shown.
     */
    masked: boolean;
    /**
     * Where the directory has it: a SCIM path.
     */
    from: string;
    event_id: string | null;
    policy: PolicyPlace | null;
}
/**
 * Who the person is in their directory.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "WhyPerson".
 */
export interface WhyPerson {
    id: string;
    directory_id: string;
    source: 'workos' | 'scim' | 'import';
    idp: string | null;
    external_id: string;
    active: boolean;
    /**
     * What the directory said of them last; null where only a membership has named them.
     */
    event_id: string | null;
}
/**
 * Whether the account is what was decided; of the past, whether the audit log and the recorded events say the same.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "WhyAgreement".
 */
export interface WhyAgreement {
    agrees: boolean;
    says: string;
}
/**
 * One change of a way.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "WhyNotChange".
 */
export interface WhyNotChange {
    kind: 'become_active' | 'join_group' | 'leave_group' | 'attribute' | 'set_role' | 'withdraw_role' | 'policy' | 'answer_hold' | 'activate_directory' | 'wait';
    /**
     * A clause, such as: joining saas-admins.
     */
    says: string;
    policy: PolicyPlace | null;
}
/**
 * Changes that together would give it.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "WhyNotWay".
 */
export interface WhyNotWay {
    says: string;
    changes: WhyNotChange[];
}
/**
 * A line that stands in the way.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "WhyNotLine".
 */
export interface WhyNotLine {
    says: string;
    policy: PolicyPlace | null;
}
/**
 * Why somebody does not have something, and the smallest change that would give it.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "WhyNot".
 */
export interface WhyNot {
    asked: string;
    /**
     * They have it: then nothing is searched.
     */
    has: boolean;
    says: string;
    because: string | null;
    policy: PolicyPlace | null;
    /**
     * The fewest changes first, at the directory before in the policy. Each has been decided on as the service decides.
     */
    ways: WhyNotWay[];
    /**
     * Where nothing but a change of the policy gives it.
     */
    in_the_way: WhyNotLine[];
    /**
     * False if there were too many combinations to try all.
     */
    complete: boolean;
}
/**
 * Somebody of a directory, who may have no account.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "DirectoryUser".
 */
export interface DirectoryUser {
    id: string;
    directory_id: string;
    /**
     * The identity provider's own id of the person, else the source's.
     */
    external_id: string;
    active: boolean;
    /**
     * Their account; null without one.
     */
    user_id: string | null;
}
/**
 * A page of people of directories, the oldest first.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "DirectoryUserList".
 */
export interface DirectoryUserList {
    data: DirectoryUser[];
    next_cursor: NextCursor;
}
/**
 * Why somebody is as they are, or were: from event to attribute to group to rule to role.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "Why".
 */
export interface Why {
    /**
     * The moment that is explained.
     */
    at: string;
    is_past: boolean;
    /**
     * The account as of then; null where there is none, or was none yet.
     */
    user: UserDetail | null;
    /**
     * Null for an account that no directory knows.
     */
    person: WhyPerson | null;
    /**
     * Null unless `not` asks.
     */
    why_not: WhyNot | null;
    policy_version: number;
    /**
     * Null for an account that no directory knows.
     */
    decision: WhyDecision | null;
    /**
     * Null where there is nothing to compare.
     */
    agreement: WhyAgreement | null;
    steps: WhyStep[];
    /**
     * By name.
     */
    attributes: WhyAttribute[];
    groups: WhyGroup[];
    /**
     * The oldest first.
     */
    events: WhyEvent[];
    /**
     * The audit record that gave the account its role.
     */
    role_record: AuditRecord | null;
    hold: WhyHold | null;
    /**
     * The soonest first. Of the past, what the audit log has said of it.
     */
    pending: WhyPending[];
    /**
     * The newest first.
     */
    last_changes: AuditRecord[];
    /**
     * What could not be known, in sentences.
     */
    caveats: string[];
}
/**
 * A secret that deliveries are signed with. The secret itself is never shown again.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "WebhookSecret".
 */
export interface WebhookSecret {
    id: string;
    created_at: string;
    /**
     * When deliveries are no longer signed with it; null: not yet known.
     */
    expires_at: string | null;
}
/**
 * Who is told of what happens, by signed webhooks.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "WebhookEndpoint".
 */
export interface WebhookEndpoint {
    id: string;
    /**
     * The only tenant that it hears of; null: all of them.
     */
    tenant: string | null;
    url: string;
    description: string | null;
    /**
     * Types, or families such as user.*; null: every type.
     */
    event_types: string[] | null;
    /**
     * disabled: nothing is sent, and what is for it waits.
     */
    state: 'active' | 'disabled';
    /**
     * What is wrong with it, as a sentence.
     */
    says: string | null;
    disabled_at: string | null;
    /**
     * The first failure since the last success.
     */
    failing_since: string | null;
    /**
     * It keeps failing: until then nothing is sent, then one message at a time.
     */
    resting_until: string | null;
    /**
     * Those in use, the newest first.
     */
    secrets: WebhookSecret[];
    created_at: string;
}
/**
 * A new endpoint with its secret, shown this once.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "WebhookEndpointOnce".
 */
export interface WebhookEndpointOnce {
    id: string;
    /**
     * The only tenant that it hears of; null: all of them.
     */
    tenant: string | null;
    url: string;
    description: string | null;
    /**
     * Types, or families such as user.*; null: every type.
     */
    event_types: string[] | null;
    /**
     * disabled: nothing is sent, and what is for it waits.
     */
    state: 'active' | 'disabled';
    /**
     * What is wrong with it, as a sentence.
     */
    says: string | null;
    disabled_at: string | null;
    /**
     * The first failure since the last success.
     */
    failing_since: string | null;
    /**
     * It keeps failing: until then nothing is sent, then one message at a time.
     */
    resting_until: string | null;
    /**
     * Those in use, the newest first.
     */
    secrets: WebhookSecret[];
    created_at: string;
    /**
     * whsec_...
     */
    secret: string;
}
/**
 * A page of webhook endpoints.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "WebhookEndpointList".
 */
export interface WebhookEndpointList {
    data: WebhookEndpoint[];
    next_cursor: NextCursor;
}
/**
 * An endpoint to be made.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "NewWebhookEndpoint".
 */
export interface NewWebhookEndpoint {
    /**
     * An https:// address that is not a private one.
     */
    url: string;
    /**
     * How a tenant is addressed.
     */
    tenant?: string;
    description?: string;
    /**
     * Types, or families such as user.*; every type unless told.
     *
     * @minItems 1
     * @maxItems 50
     */
    event_types?: string[];
}
/**
 * How a new secret takes over.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "NewWebhookSecret".
 */
export interface NewWebhookSecret {
    /**
     * How long deliveries are signed with the former secrets too; 24 unless told. 0: they end at once.
     */
    former_end_in_hours?: number;
}
/**
 * The secret, shown this once.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "WebhookSecretOnce".
 */
export interface WebhookSecretOnce {
    id: string;
    created_at: string;
    expires_at: string | null;
    /**
     * When deliveries are no longer signed with the former secrets.
     */
    former_end_at: string;
    /**
     * whsec_...
     */
    secret: string;
}
/**
 * What came of a test.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "WebhookTestReport".
 */
export interface WebhookTestReport {
    delivered: boolean;
    /**
     * What the endpoint answered, if it did.
     */
    status: number | null;
    /**
     * What was wrong, as a sentence.
     */
    problem: string | null;
}
/**
 * A message on its way to one endpoint.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "OutboxDelivery".
 */
export interface OutboxDelivery {
    /**
     * The header webhook-id.
     */
    message_id: string;
    endpoint_id: string;
    /**
     * Such as user.deactivated.
     */
    type: string;
    user_id: string | null;
    /**
     * What the user is called by now; null where it is about nobody, and after a purge.
     */
    user_name: string | null;
    status: OutboxStatus;
    attempts: number;
    /**
     * Null: it waits no more.
     */
    next_attempt_at: string | null;
    /**
     * What the endpoint answered last, if it did.
     */
    last_status: number | null;
    last_error: string | null;
    created_at: string;
    finished_at: string | null;
}
/**
 * A page of deliveries.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "OutboxDeliveryList".
 */
export interface OutboxDeliveryList {
    data: OutboxDelivery[];
    next_cursor: NextCursor;
}
/**
 * A message, and what became of it at each endpoint.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "OutboxMessage".
 */
export interface OutboxMessage {
    id: string;
    type: string;
    user_id: string | null;
    created_at: string;
    /**
     * As it is sent; see webhook-messages.schema.json.
     */
    payload: {
        [k: string]: unknown | undefined;
    };
    deliveries: OutboxDelivery[];
}
/**
 * What is to be delivered again of what was given up on.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "OutboxReplay".
 */
export interface OutboxReplay {
    /**
     * Only count, and deliver nothing.
     */
    dry_run?: boolean;
    /**
     * To this endpoint alone.
     */
    endpoint?: string;
    /**
     * Written at this moment or later.
     */
    since?: string;
}
/**
 * Where a message is to be delivered again.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "OutboxMessageReplay".
 */
export interface OutboxMessageReplay {
    /**
     * At this endpoint alone; without it, at each that it was delivered to or given up on.
     */
    endpoint?: string;
}
/**
 * How many deliveries wait again.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "OutboxReplayed".
 */
export interface OutboxReplayed {
    replayed: number;
}
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "WebhookEndpointsQuery".
 */
export interface WebhookEndpointsQuery {
    tenant?: Slug;
    limit?: Limit;
    cursor?: Cursor;
}
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "OutboxQuery".
 */
export interface OutboxQuery {
    status?: OutboxStatus;
    endpoint?: string;
    order?: Order;
    limit?: Limit;
    cursor?: Cursor;
}
/**
 * A policy that is not in force, to be held against the directories.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyMismatchesRequest".
 */
export interface PolicyMismatchesRequest {
    /**
     * The tenant's policy as it would be.
     */
    yaml: string;
    /**
     * What diagnostics call it; without one, SLUG.policy.yaml.
     */
    file?: string;
}
/**
 * Where a policy and the tenant's directories do not match any more.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyMismatches".
 */
export interface PolicyMismatches {
    /**
     * The version in force that was looked at; null for a policy that was sent.
     */
    policy_version: number | null;
    checked_at: string;
    /**
     * How many people are active in the directories. With 0 there is nothing to hold the policy against, and no diagnostics.
     */
    people: number;
    /**
     * Warnings with the codes group_never_seen, group_gone, group_renamed, group_emptied, filter_matches_nobody, filter_matches_everybody, rule_matches_nobody and rule_matches_everybody.
     */
    diagnostics: Diagnostic[];
}
/**
 * A proposed policy, and what to compare it with. Exactly one of `yaml` and `version`.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyPlanRequest".
 */
export interface PolicyPlanRequest {
    /**
     * The tenant's policy as it would be.
     */
    yaml?: string;
    /**
     * What diagnostics call it; without one, SLUG.policy.yaml.
     */
    file?: string;
    /**
     * An older version, that would be put in force again.
     */
    version?: number;
    /**
     * Compare with this version instead of what is in force: people for whom the two decide differently.
     */
    against?: number;
    /**
     * How many people are named in each group; 10 without it.
     */
    people?: number;
    /**
     * Only people are named who have this in their name, email address or an id, in upper or lower case. The figures are those of everybody.
     */
    find?: string;
}
/**
 * A proposed policy, and how its plan is written. Exactly one of `yaml` and `version`.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyPlanExportRequest".
 */
export interface PolicyPlanExportRequest {
    /**
     * json, unless told.
     */
    format?: 'json' | 'csv';
    /**
     * The tenant's policy as it would be.
     */
    yaml?: string;
    /**
     * An older version, that would be put in force again.
     */
    version?: number;
    /**
     * Compare with this version instead of what is in force.
     */
    against?: number;
}
/**
 * A policy under which recorded history is gone through again. Exactly one of `yaml` and `version`.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyBacktestRequest".
 */
export interface PolicyBacktestRequest {
    /**
     * The tenant's policy as it would be.
     */
    yaml?: string;
    /**
     * What diagnostics call it; without one, SLUG.policy.yaml.
     */
    file?: string;
    /**
     * A version of the tenant's policy.
     */
    version?: number;
    /**
     * From when on, such as 90d or 2026-08-01T00:00:00Z.
     */
    since: string;
    /**
     * The tests of the policy as YAML: what it claims under `always` is checked at each step.
     */
    tests?: string;
    /**
     * How many differences are named in each group; 10 without it.
     */
    people?: number;
    /**
     * How many events are gone through at most: those until it begins, and twice those from then on; 100000 without it.
     */
    most_events?: number;
}
/**
 * What somebody may do in the product at a time.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyBacktestStanding".
 */
export interface PolicyBacktestStanding {
    /**
     * `none`: there is no account.
     */
    status: 'none' | 'active' | 'read_only' | 'deactivated' | 'purged';
    /**
     * Of those who have access.
     */
    role: string | null;
    /**
     * Each as its key and the role in it, such as "engineering member".
     */
    workspaces: string[];
    /**
     * What they wait in; null: nothing.
     */
    held_by: HoldKind | null;
}
/**
 * An event that brought something about.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyBacktestEvent".
 */
export interface PolicyBacktestEvent {
    id: string;
    type: string;
    occurred_at: string;
}
/**
 * A time during which somebody would have stood otherwise.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyBacktestDifference".
 */
export interface PolicyBacktestDifference {
    /**
     * The person of today; null where nobody is called so any more.
     */
    directory_user_id: string | null;
    user_id: string | null;
    external_id: string | null;
    display_name: string | null;
    email: string | null;
    from: string;
    /**
     * Null: still.
     */
    until: string | null;
    was: PolicyBacktestStanding;
    would: PolicyBacktestStanding;
    /**
     * What brought it about: news of the directory, time alone, a policy that was put in force, or somebody's hand.
     */
    cause: 'news' | 'time' | 'policy' | 'hand';
    /**
     * Under which of the two policies that was.
     */
    under: 'as_it_was' | 'proposal';
    /**
     * The event, where it was news.
     */
    event: PolicyBacktestEvent | null;
    /**
     * The line that decided as it was; null: none in this time.
     */
    was_place: PolicyPlanPlace | null;
    /**
     * The line that would have decided.
     */
    would_place: PolicyPlanPlace | null;
    /**
     * The sentence that the audit log has, or would have had.
     */
    reason: string;
}
/**
 * Differences of one kind by one line of the proposed policy.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyBacktestGroup".
 */
export interface PolicyBacktestGroup {
    kind: 'access' | 'role' | 'workspaces' | 'held' | 'data';
    /**
     * Such as "would have been admin instead of member".
     */
    says: string;
    /**
     * The line of the proposed policy; null: the directory alone, or what is in force says so.
     */
    place: PolicyPlanPlace | null;
    /**
     * How many people.
     */
    people: number;
    /**
     * How often, in all.
     */
    times: number;
    /**
     * The first of them.
     */
    named: PolicyBacktestDifference[];
}
/**
 * Something that must never be, and was.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyBacktestViolation".
 */
export interface PolicyBacktestViolation {
    under: 'as_it_was' | 'proposal';
    /**
     * `administrator`: nobody administers. `left`: somebody has access who is gone. `purge`: data were removed before their time. `claim`: what the tests claim under `always`.
     */
    invariant: 'administrator' | 'left' | 'purge' | 'claim';
    at: string;
    /**
     * When it was over; null: it was not, or it is of one moment.
     */
    until: string | null;
    /**
     * Whom it is about; null: nobody in particular.
     */
    external_id: string | null;
    event_id: string | null;
    says: string;
}
/**
 * What would have happened in a time under another policy: recorded history, gone through again by the code that decides. Nothing is written.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyBacktest".
 */
export interface PolicyBacktest {
    tenant: Slug;
    /**
     * `violated`: under the proposal something was that must never be.
     */
    outcome: 'nothing' | 'differences' | 'violated';
    /**
     * The version in force at the beginning; null: the tenant was not there yet.
     */
    base: number | null;
    proposal: {
        /**
         * Null: it is not a version yet.
         */
        version: number | null;
        digest: string;
    };
    since: string;
    until: string;
    /**
     * What was gone through.
     */
    replayed: {
        /**
         * Events until the beginning.
         */
        before: number;
        /**
         * Events from then on.
         */
        events: number;
        /**
         * How often time alone brought something about, as it was.
         */
        timers: number;
        /**
         * What was done by hand and was done again, as it was: roles that were set, answers to holds, accounts that were registered.
         */
        by_hand: number;
        /**
         * What was done by hand and could not be done again, as it was.
         */
        not_repeated: number;
        /**
         * The same under the proposal.
         */
        not_repeated_under_proposal: number;
        /**
         * Events that are left out, because a purge has removed what they said.
         */
        emptied: number;
        /**
         * What was done by hand and is left out for the same reason.
         */
        unknown: number;
        /**
         * Events that were set aside or dismissed, or still wait: they have decided nothing yet.
         */
        unapplied: number;
    };
    /**
     * How far going through it under the policies that were in force came to what the audit log and the accounts say.
     */
    as_recorded: {
        /**
         * People with an account, without those who were purged.
         */
        people: number;
        /**
         * For whom it did not.
         */
        otherwise: number;
        /**
         * The first of them.
         *
         * Items: Somebody for whom it came out otherwise than it was.
         */
        named: {
            external_id: string;
            /**
             * How the account stands; null: there is none.
             */
            recorded: string | null;
            /**
             * How it came out.
             */
            replayed: string | null;
        }[];
    };
    /**
     * For how many people there is a difference.
     */
    people: {
        /**
         * At any time.
         */
        differ: number;
        /**
         * At the end.
         */
        differ_still: number;
    };
    /**
     * The gravest first.
     */
    groups: PolicyBacktestGroup[];
    /**
     * What must always hold and did not.
     */
    violations: {
        /**
         * How many, under the policies that were in force.
         */
        as_it_was: number;
        /**
         * How many, under the proposal.
         */
        proposal: number;
        /**
         * The first hundred of each.
         */
        named: PolicyBacktestViolation[];
    };
    /**
     * What the linter warns of in the proposed policy.
     */
    diagnostics: Diagnostic[];
}
/**
 * One version of a tenant's policy, without its text.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyVersionSummary".
 */
export interface PolicyVersionSummary {
    version: number;
    in_force: boolean;
    /**
     * file: pushed from a file, or read from the policies folder at a start. default: the default policy. api: made through the API or the console.
     */
    origin: 'file' | 'default' | 'api';
    /**
     * Who made it, as far as is known: a file, a token, or whom the push named.
     */
    author: string;
    created_at: string;
    /**
     * Of the policy, the default policy and the catalog, as they were when the version was made.
     */
    digest: string;
    /**
     * SHA-256 of `yaml` alone, in hexadecimal.
     */
    yaml_digest: string;
    /**
     * When it was last put in force; null for one that never was, such as one that is only proposed.
     */
    activated_at: string | null;
    activated_by: Actor | null;
    /**
     * Which time that was, counted over all versions of the tenant: it grows whenever a version is put in force.
     */
    activation: number | null;
}
/**
 * A page of the versions of a policy, the newest first.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyVersionList".
 */
export interface PolicyVersionList {
    data: PolicyVersionSummary[];
    next_cursor: NextCursor;
}
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyVersionsQuery".
 */
export interface PolicyVersionsQuery {
    limit?: Limit;
    cursor?: Cursor;
}
/**
 * A policy that is to be in force.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyPush".
 */
export interface PolicyPush {
    /**
     * The tenant's whole policy. A line `# rollcall: pulled version ...` at its top says what it is based on, and is not stored.
     */
    yaml: string;
    /**
     * The file in version control that it is from. With it the version counts as one that git has seen; without it, the next push from a file has to pull first.
     */
    file?: string;
    /**
     * The hash of a plan: refused unless the push would still do exactly that.
     */
    plan?: string;
    /**
     * The version that it is to replace: refused where another one is in force.
     */
    over?: number;
    /**
     * Who made it; without it, the name of the token.
     */
    author?: string;
}
/**
 * How a version is to be put in force again.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyActivate".
 */
export interface PolicyActivate {
    /**
     * The hash of a plan: refused unless going back would still do exactly that.
     */
    plan?: string;
    /**
     * The version that is to be replaced: refused where another one is in force.
     */
    over?: number;
}
/**
 * What a push or an activation came to.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyPutInForce".
 */
export interface PolicyPutInForce {
    /**
     * unchanged: exactly this was in force already.
     */
    outcome: 'activated' | 'unchanged';
    version: PolicyVersionSummary;
    /**
     * The version that was in force before; null where nothing was replaced.
     */
    replaced: number | null;
}
/**
 * What to compare: exactly one of `yaml` and `version`, with what is in force or with `against`.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyDiffRequest".
 */
export interface PolicyDiffRequest {
    yaml?: string;
    /**
     * What diagnostics and the textual difference call it; without one, SLUG.policy.yaml.
     */
    file?: string;
    version?: number;
    /**
     * An older version to compare with, instead of what is in force.
     */
    against?: number;
}
/**
 * One difference in what two policies mean.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyDifference".
 */
export interface PolicyDifference {
    /**
     * A sentence.
     */
    says: string;
    /**
     * A JSON pointer into the effective policy, such as /groups/map/0.
     */
    at: string;
    /**
     * Of which of the two policies that pointer is.
     */
    in: 'before' | 'after';
}
/**
 * How two policies of a tenant differ: in what they mean, and in their text.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyDiff".
 */
export interface PolicyDiff {
    tenant: Slug;
    /**
     * The version that is compared with.
     */
    before: number;
    /**
     * The version that is compared; null: it is not one yet.
     */
    after: number | null;
    /**
     * Empty where both mean the same.
     */
    differences: PolicyDifference[];
    /**
     * The unified difference of the two texts; empty where they are equal.
     */
    text: string;
}
/**
 * What to propose: exactly one of `yaml` and `version`.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyProposalRequest".
 */
export interface PolicyProposalRequest {
    /**
     * The tenant's whole policy. It becomes a version that is not in force.
     */
    yaml?: string;
    /**
     * What diagnostics call it; without one, SLUG.policy.yaml.
     */
    file?: string;
    /**
     * A version that is there already.
     */
    version?: number;
    /**
     * Who made it; without it, the name of the token.
     */
    author?: string;
}
/**
 * What a tenant proposes, and whom it would decide otherwise. Each real decision is taken under the proposal as well, and nothing of it is applied.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyProposal".
 */
export interface PolicyProposal {
    /**
     * version: a whole policy. rules: the policy in force, with the rules that it proposes.
     */
    kind: 'version' | 'rules';
    /**
     * The proposed version; for rules, the version in force.
     */
    version: number;
    /**
     * The version in force, which it is compared with.
     */
    against: number;
    /**
     * Who made that version, as far as is known.
     */
    author: string;
    /**
     * Null for rules: they are in the policy in force.
     */
    proposed_by: Actor | null;
    /**
     * For rules, when that version was made.
     */
    proposed_at: string;
    /**
     * The names of the rules that are proposed, where that is all.
     */
    rules: string[];
    /**
     * The text of the version.
     */
    yaml: string;
    /**
     * False while the service still goes through everyone: more may differ.
     */
    complete: boolean;
    /**
     * Whom decisions are made about.
     */
    people: number;
    /**
     * How many of them have been compared since it was proposed; all of them once it is complete.
     */
    compared: number;
    /**
     * Who would be decided otherwise, as of the latest decision about them.
     */
    differ: number;
    /**
     * Who would have been at some time since the proposal began, or either policy changed.
     */
    ever_differed: number;
    /**
     * How many decisions would have been other ones since then.
     */
    decisions: number;
    /**
     * The largest first.
     */
    groups: ShadowGroup[];
}
/**
 * People for whom the same line of a policy makes the same difference.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "ShadowGroup".
 */
export interface ShadowGroup {
    effect: ShadowEffect;
    /**
     * The role that they would have; null: none.
     */
    role: string | null;
    /**
     * What would become of each of them, such as "become admin".
     */
    says: string;
    /**
     * The line that makes the difference: of the proposed policy, or of the one in force where it is there no more; null: no line is behind it.
     */
    place: PolicyPlanPlace | null;
    people: number;
}
/**
 * Somebody whom the proposal would decide otherwise, as of the latest decision about them.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "ShadowDifference".
 */
export interface ShadowDifference {
    directory_user_id: string;
    /**
     * Null where there is no account.
     */
    user_id: string | null;
    external_id: string | null;
    display_name: string | null;
    email: string | null;
    effect: ShadowEffect;
    /**
     * The role that they would have; null: none.
     */
    role: string | null;
    says: string;
    /**
     * What of the two decisions differs; only what does is there.
     */
    differs: {
        outcome?: {
            now: 'active' | 'no_access' | 'leave_alone' | 'undecided';
            proposed: 'active' | 'no_access' | 'leave_alone' | 'undecided';
        };
        role?: {
            now: string | null;
            proposed: string | null;
        };
        role_origin?: {
            now: RoleOrigin;
            proposed: RoleOrigin;
        };
        /**
         * The role in each; null: not in it.
         */
        workspaces?: {
            key: string;
            now: string | null;
            proposed: string | null;
        }[];
        /**
         * Names. The values are not kept.
         */
        attributes?: string[];
        leaving?: {
            now: {
                mode: 'immediate' | 'grace' | 'read_only';
                read_only_for_ms: number | null;
                /**
                 * Null: never.
                 */
                purge_after_ms: number | null;
            };
            proposed: {
                mode: 'immediate' | 'grace' | 'read_only';
                read_only_for_ms: number | null;
                /**
                 * Null: never.
                 */
                purge_after_ms: number | null;
            };
        };
        revoke?: {
            now: ('sessions' | 'api_keys')[];
            proposed: ('sessions' | 'api_keys')[];
        };
    };
    /**
     * The line that makes the difference.
     */
    place: PolicyPlanPlace | null;
    /**
     * What decides by the policy in force.
     */
    places: PolicyPlanPlace[];
    /**
     * What would decide by the proposal.
     */
    proposed_places: PolicyPlanPlace[];
    first_at: string;
    last_at: string;
    /**
     * An event behind the latest decision that had one.
     */
    last_event_id: string | null;
    /**
     * How many decisions about this person differed.
     */
    times: number;
}
/**
 * A page of the people whom a proposal would decide otherwise.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "ShadowDifferenceList".
 */
export interface ShadowDifferenceList {
    data: ShadowDifference[];
    next_cursor: NextCursor;
}
/**
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "ShadowDifferencesQuery".
 */
export interface ShadowDifferencesQuery {
    effect?: ShadowEffect;
    limit?: Limit;
    cursor?: Cursor;
}
/**
 * A policy to be checked.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyCheckRequest".
 */
export interface PolicyCheckRequest {
    /**
     * The tenant's policy as it would be.
     */
    yaml: string;
    /**
     * What diagnostics call it; without one, SLUG.policy.yaml. A name that ends in .policy.yaml says of which tenant the policy has to be.
     */
    file?: string;
}
/**
 * What is wrong with a policy.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyCheck".
 */
export interface PolicyCheck {
    /**
     * In the order of the file; empty where nothing is wrong.
     */
    diagnostics: Diagnostic[];
}
/**
 * Tests of a policy, to be run.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyTestsRequest".
 */
export interface PolicyTestsRequest {
    /**
     * The tenant's policy as it would be; without it, the policy in force is tested.
     */
    yaml?: string;
    /**
     * The text of the .test.yaml.
     */
    tests: string;
    /**
     * Whether to say which lines of the policy no test went by; false unless told.
     */
    coverage?: boolean;
    /**
     * Whether to look for changes of the policy that no test notices; false unless told. Only done where every test holds.
     */
    mutate?: boolean;
}
/**
 * A line of the tenant's policy, or of the default policy.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyTestPlace".
 */
export interface PolicyTestPlace {
    file: string;
    line: number;
}
/**
 * One thing that came out otherwise than a test expects.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyTestFailure".
 */
export interface PolicyTestFailure {
    /**
     * Of whom, where a test has several people.
     */
    who: string | null;
    /**
     * What was looked at, such as role.
     */
    what: string;
    expected: string;
    got: string;
    /**
     * The order of the events where any order is to do, or the groups and values of whoever breaks a claim.
     */
    when: string | null;
    /**
     * What happened in the test, in its order.
     */
    steps: {
        says: string;
        policy: PolicyTestPlace | null;
    }[];
    /**
     * How the last decision came about.
     */
    trace: {
        step: string;
        says: string;
        decisive: boolean;
        policy: PolicyTestPlace | null;
    }[];
    /**
     * Of a broken claim: who breaks it, as a test in YAML to paste below `tests`.
     */
    as_test: string | null;
}
/**
 * What came of one test.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyTestResult".
 */
export interface PolicyTestResult {
    /**
     * The example's name, or the claim in words.
     */
    name: string;
    kind: 'example' | 'claim';
    /**
     * In the text of the tests, from 1.
     */
    line: number;
    holds: boolean;
    /**
     * Empty where it holds.
     */
    failures: PolicyTestFailure[];
}
/**
 * What came of tests of a policy.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyTestReport".
 */
export interface PolicyTestReport {
    /**
     * What diagnostics call the tests.
     */
    file: string;
    /**
     * What places call the policy; null where there is none for these tests.
     */
    policy: string | null;
    diagnostics: Diagnostic[];
    /**
     * Examples, then claims, in the order of the text.
     */
    tests: PolicyTestResult[];
    /**
     * Null unless asked for.
     */
    coverage: {
        /**
         * Whole percent, rounded down.
         */
        percent: number;
        /**
         * Lines that a test can go by.
         */
        lines: number;
        /**
         * Of those, the lines that a test went by.
         */
        decided: number;
        /**
         * The others, with what nothing went by as JSON pointers.
         */
        undecided: {
            line: number;
            places: string[];
        }[];
    } | null;
    /**
     * Null unless asked for, and where a test fails.
     */
    flips: {
        /**
         * How many changes were tried.
         */
        tried: number;
        /**
         * Whether there are more than that.
         */
        cut_off: boolean;
        /**
         * Those that leave every test as it is.
         */
        unnoticed: {
            says: string;
            policy: PolicyTestPlace | null;
        }[];
    } | null;
}
/**
 * A policy to be mended.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyMendsRequest".
 */
export interface PolicyMendsRequest {
    /**
     * The tenant's policy as it would be.
     */
    yaml: string;
}
/**
 * A policy in which was mended what can only be meant in one way.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyMends".
 */
export interface PolicyMends {
    /**
     * The mended text.
     */
    yaml: string;
    /**
     * What was mended; empty where there was nothing to do.
     */
    mended: {
        line: number;
        column: number;
        /**
         * The code of the diagnostic, or trailing_space.
         */
        code: string;
        /**
         * What was done, in words.
         */
        says: string;
    }[];
    /**
     * Errors that a person has to look at.
     */
    left: Diagnostic[];
}
/**
 * One value of a policy, and what it is to be.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicySetting".
 */
export interface PolicySetting {
    /**
     * The keys that lead to it, such as deactivation, mode.
     *
     * @minItems 2
     * @maxItems 5
     */
    path: string[];
    /**
     * What is written; null takes it out, so that what holds without it holds.
     */
    value: string | number | boolean | (string | number | boolean)[] | {
        [k: string]: string | number | boolean | undefined;
    } | null;
}
/**
 * A policy in which values are to be set.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyEditsRequest".
 */
export interface PolicyEditsRequest {
    /**
     * The tenant's policy as it would be, without errors.
     */
    yaml: string;
    /**
     * Set one after the other. Empty: only `effective` is asked for.
     *
     * @maxItems 20
     */
    set: PolicySetting[];
}
/**
 * A policy in which values were set.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyEdits".
 */
export interface PolicyEdits {
    /**
     * The text; what was not set is as it was, comments too.
     */
    yaml: string;
    /**
     * What that text means together with the default policy; null where it has errors now.
     */
    effective: {
        [k: string]: unknown | undefined;
    } | null;
}
/**
 * The roles of the product, by its catalog.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "Roles".
 */
export interface Roles {
    /**
     * The strongest first.
     */
    roles: {
        key: string;
        name: string;
        administers: boolean;
    }[];
}
/**
 * What a policy of the tenant can name.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyVocabulary".
 */
export interface PolicyVocabulary {
    /**
     * Of the catalog, the strongest first.
     */
    roles: {
        key: string;
        name: string;
        administers: boolean;
    }[];
    workspace_roles: string[];
    /**
     * Keys; 200 at most.
     */
    workspaces: string[];
    attributes: {
        name: string;
        /**
         * The only ones there are; empty: anything goes.
         */
        values: string[];
        /**
         * Whether `attributes.map` fills it; the others are always there.
         */
        mapped: boolean;
    }[];
    /**
     * That the directories know, by name; 1,000 at most.
     */
    groups: {
        /**
         * The identity provider's id of it, or else the source's.
         */
        id: string;
        name: string | null;
    }[];
}
/**
 * A policy to be put into words.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyDocsRequest".
 */
export interface PolicyDocsRequest {
    /**
     * The tenant's policy as it would be.
     */
    yaml: string;
}
/**
 * A policy in plain English.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyDocs".
 */
export interface PolicyDocs {
    tenant: Slug;
    about: string | null;
    chapters: {
        title: string;
        statements: {
            /**
             * A sentence.
             */
            says: string;
            /**
             * A JSON pointer into the effective policy, such as /groups/map/0.
             */
            at: string;
            /**
             * The line behind it; null: no file says it, it is built in.
             */
            place: PolicyTestPlace | null;
        }[];
    }[];
    /**
     * All of it as one page.
     */
    markdown: string;
}
/**
 * Policies to begin with.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyTemplates".
 */
export interface PolicyTemplates {
    templates: {
        name: string;
        /**
         * What it says about itself.
         */
        about: string;
    }[];
}
/**
 * From which template a policy is drafted.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyDraftRequest".
 */
export interface PolicyDraftRequest {
    template: string;
    /**
     * Where the tenant's people have their addresses; SLUG.example unless told.
     */
    domain?: string;
}
/**
 * A policy to begin with, and its tests.
 *
 * This interface was referenced by `ApiShapes`'s JSON-Schema
 * via the `definition` "PolicyDraft".
 */
export interface PolicyDraft {
    yaml: string;
    /**
     * The text of the .test.yaml.
     */
    tests: string;
}
