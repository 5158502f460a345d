/** What setting a directory up asks of WorkOS. Every method throws RollcallError workos_refused or workos_unavailable. */
export interface WorkosSetup {
  /**
   * The organization with this id of ours, made where there is none. Asked twice, or by two at once, it is one.
   *
   * @param externalId at most 128 characters; the tenant's id
   */
  openOrganization(wanted: { externalId: string; name: string }): Promise<WorkosOrganization>;
  /** @throws RollcallError not_found as well */
  getOrganization(id: string): Promise<WorkosOrganization>;
  /** The directories of an organization that WorkOS lists; null: they are too many to say. */
  directoriesOf(organizationId: string): Promise<OrganizationDirectory[] | null>;
  /** A link for the customer's administrator, who connects the identity provider behind it. It opens for a few minutes. */
  portalLink(wanted: PortalLinkRequest): Promise<{ url: string; expiresAt: Date }>;
}

export interface WorkosOrganization {
  id: string;
  name: string;
}

export interface OrganizationDirectory {
  id: string;
  /** Not switched off and not being deleted. */
  isConnected: boolean;
}

export interface PortalLinkRequest {
  organizationId: string;
  /** Where the administrator goes who leaves the portal; null: as set in the WorkOS dashboard. */
  returnUrl: string | null;
  /** Where the administrator goes when done; null: as set in the WorkOS dashboard. */
  successUrl: string | null;
}
