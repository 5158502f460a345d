import { Model } from 'objection';
import type { Scope } from '../../generated/api.ts';

export class ApiTokenModel extends Model {
  static override tableName = 'api_tokens';

  declare id: string;
  declare name: string;
  declare token_hash: string;
  declare scopes: Scope[];
  declare tenant_id: string | null;
  declare created_at: Date;
  declare expires_at: Date | null;
  declare last_used_at: Date | null;
  declare revoked_at: Date | null;
}
