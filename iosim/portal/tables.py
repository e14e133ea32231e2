"""
The tables of the portal's state file.

What was issued and what was done is only ever appended: triggers refuse to change or remove a row of `ledger` and
`audit`, whoever asks. That no PAK gives more than it holds, that a licence ends once, and that nothing is issued for
a device that failed, is written here too, so that no program error can get round it.
"""

FORMAT = 1  # of these tables; a file of a later one is refused

TABLES = """
create table if not exists meta (key text primary key, value text not null) without rowid;

create table if not exists customer (
    id integer primary key,
    name text not null unique collate nocase,
    created text not null
);

create table if not exists user (
    id integer primary key,
    name text not null unique collate nocase,
    role text not null check (role in ('admin', 'approver', 'partner', 'customer')),
    password text,                            -- see passwords.py; null: signs in by token only
    email text not null default '',
    active integer not null default 1 check (active in (0, 1)),
    created text not null
);

-- The access list: whose PAKs and devices a user of role partner or customer works with.
create table if not exists access (
    user integer not null references user,
    customer integer not null references customer,
    primary key (user, customer)
) without rowid;

create table if not exists token (
    id integer primary key,
    user integer not null references user,
    digest text not null unique,              -- SHA-256; the token itself is told once
    name text not null,
    created text not null
);

create table if not exists session (
    digest text primary key,                  -- SHA-256 of the cookie
    user integer not null references user,
    secret text not null,                     -- what the tokens of its forms are made with
    created text not null,
    seen text not null
) without rowid;

create table if not exists device (
    udi text primary key,                     -- PID:SN
    customer integer not null references customer,
    created text not null,
    failed text,                              -- when it was reported as failed
    replaced_by text                          -- UDI
) without rowid;
create index if not exists device_customer on device (customer, udi);

create table if not exists pak (
    code text primary key,
    customer integer not null references customer,
    created text not null,
    note text not null default ''
) without rowid;
create index if not exists pak_customer on pak (customer, code);

create table if not exists pak_item (
    id integer primary key,
    pak text not null references pak,
    feature text not null,
    product text not null default '',         -- base product id; '': any product that has the feature
    seats integer not null check (seats >= 0),  -- users a unit allows; 0: not counted
    quantity integer not null check (quantity > 0),
    redeemed integer not null default 0 check (redeemed between 0 and quantity),
    unique (pak, feature, product, seats)
);

-- Every licence ever issued, and how each that ended did.
create table if not exists ledger (
    seq integer primary key autoincrement,
    at text not null,
    kind text not null check (kind in ('issued', 'replaced', 'revoked')),
    license_id text not null,
    udi text not null,
    customer integer not null references customer,
    feature text not null,
    type text not null,
    hours integer not null,
    count integer not null,
    block blob,                               -- the licence itself, as a store keeps it; of 'issued' only
    reason text not null,                     -- redeem, evaluation, extension, grace, rehost, rma
    reference text not null,                  -- the PAK, request, ticket or RMA it came by
    pak_item integer references pak_item,
    units integer not null default 0,         -- taken from the PAK
    user integer not null references user
);
create unique index if not exists ledger_issued on ledger (license_id) where kind = 'issued';
create unique index if not exists ledger_ended on ledger (license_id) where kind <> 'issued';
create index if not exists ledger_udi on ledger (udi, seq);
create index if not exists ledger_customer on ledger (customer, seq);
create index if not exists ledger_reference on ledger (reference);

create trigger if not exists ledger_update before update on ledger
begin select raise(abort, 'the ledger is only appended to'); end;
create trigger if not exists ledger_delete before delete on ledger
begin select raise(abort, 'the ledger is only appended to'); end;
create trigger if not exists ledger_again before insert on ledger
when exists (select 1 from ledger where seq = new.seq)
  or (new.kind = 'issued' and exists (select 1 from ledger where license_id = new.license_id and kind = 'issued'))
  or (new.kind <> 'issued' and exists (select 1 from ledger where license_id = new.license_id and kind <> 'issued'))
begin select raise(abort, 'the ledger is only appended to'); end;
create trigger if not exists ledger_failed before insert on ledger
when new.kind = 'issued' and exists (select 1 from device where udi = new.udi and failed is not null)
begin select raise(abort, 'the device was reported as failed'); end;
create trigger if not exists ledger_redeemed after insert on ledger when new.units > 0
begin update pak_item set redeemed = redeemed + new.units where id = new.pak_item; end;
create trigger if not exists pak_item_less before update of redeemed on pak_item when new.redeemed < old.redeemed
begin select raise(abort, 'what a PAK gave is never taken back'); end;

create view if not exists active as
select * from ledger as l where l.kind = 'issued'
and not exists (select 1 from ledger as e where e.kind <> 'issued' and e.license_id = l.license_id);

create table if not exists trial (
    id integer primary key,
    at text not null,
    udi text not null references device,
    customer integer not null references customer,
    feature text not null,
    days integer not null,
    note text not null,
    user integer not null references user,
    state text not null default 'pending' check (state in ('pending', 'approved', 'refused')),
    decided text,
    decided_by integer references user,
    answer text not null default '',
    license_id text
);
create index if not exists trial_customer on trial (customer, id);

create table if not exists permission (
    ticket text primary key,
    at text not null,
    expires text not null,                    -- later than in the ticket once it was opened again
    udi text not null references device,
    customer integer not null references customer,
    document blob not null,
    user integer not null references user,
    answered text,
    target text                               -- UDI
) without rowid;
create index if not exists permission_customer on permission (customer, at);

create table if not exists permission_license (
    ticket text not null references permission,
    license_id text not null,
    primary key (ticket, license_id)
) without rowid;
create index if not exists permission_license_id on permission_license (license_id);

create table if not exists rma (
    id integer primary key,
    at text not null,
    failed text not null references device,
    replacement text not null references device,
    number text not null,
    customer integer not null references customer,
    user integer not null references user
);

create table if not exists idempotency (
    user integer not null references user,
    key text not null,
    digest text not null,                     -- of the operation and its input
    answer text not null,                     -- JSON
    at text not null,
    primary key (user, key)
) without rowid;
create index if not exists idempotency_at on idempotency (at);

create table if not exists mail (
    id integer primary key,
    at text not null,
    customer integer not null references customer,
    recipient text not null,
    subject text not null,
    body text not null,
    file_name text not null,
    license_ids text not null,                -- separated by blanks: what the file attached holds
    state text not null default 'queued' check (state in ('queued', 'sent', 'failed')),
    attempts integer not null default 0,
    due text not null,
    error text not null default ''
);
create index if not exists mail_due on mail (state, due);

create table if not exists audit (
    seq integer primary key autoincrement,
    at text not null,
    user text not null,                       -- name; '' for nobody
    address text not null,
    action text not null,
    subject text not null,
    outcome text not null                     -- done, or why it was refused
);
create trigger if not exists audit_again before insert on audit
when exists (select 1 from audit where seq = new.seq)
begin select raise(abort, 'the audit log is only appended to'); end;
create trigger if not exists audit_update before update on audit
begin select raise(abort, 'the audit log is only appended to'); end;
create trigger if not exists audit_delete before delete on audit
begin select raise(abort, 'the audit log is only appended to'); end;
"""
