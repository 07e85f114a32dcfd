import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A token of a program: only its hash is kept. `legalEntityIds` null means the whole group. */
@Entity({ name: 'service_token' })
export class ServiceToken {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'bytea', name: 'token_sha256' })
  tokenSha256!: Buffer;

  @Column({ type: 'text', array: true })
  roles!: string[];

  @Column({ type: 'int', array: true, name: 'legal_entity_ids', nullable: true })
  legalEntityIds!: number[] | null;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column({ type: 'text', name: 'created_by' })
  createdBy!: string;

  @Column({ type: 'timestamptz', name: 'expires_at' })
  expiresAt!: Date;

  @Column({ type: 'timestamptz', name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;
}
