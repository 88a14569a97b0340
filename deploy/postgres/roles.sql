-- The roles and the database, once, by an administrator of the server (superuser), in psql:
--     psql -v owner="…" -v app="…" -v overseer="…" -v auditor="…" -f deploy/postgres/roles.sql
-- with four passwords of your own. The tables are made by the product at its first start.
create role anbang_guardian nologin bypassrls;
create role anbang_owner login password :'owner';
create role anbang_app login password :'app';
create role anbang_overseer login password :'overseer';
create role anbang_auditor login password :'auditor';
grant anbang_guardian to anbang_owner;
create database anbang owner anbang_owner template template0 encoding 'UTF8' locale 'C.UTF-8';
revoke connect, temporary on database anbang from public;
grant connect on database anbang to anbang_app, anbang_overseer, anbang_auditor;
\connect anbang
create extension btree_gist;
create extension pg_trgm;
