import { Model } from 'objection';

export class ApiKeyModel extends Model {
  static override tableName = 'api_keys';
  static override idColumn = ['tenant_id', 'id'];

  declare tenant_id: string;
  declare id: string;
  declare user_id: string;
  declare name: string;
  declare key_hash: string;
  declare last_used_at: Date | null;
  declare revoked_at: Date | null;
  declare created_at: Date;
}
