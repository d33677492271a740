-- A login of PostgreSQL that can read the two tables and nothing else. As the owner of the tables:
--   READER_PASSWORD=… psql "$DATABASE_URL" --file=reader.sql
-- It may be run again. --set=reader=NAME gives it another name.
\set ON_ERROR_STOP on
\if :{?reader}
\else
  \set reader celery_results_reader
\endif
\getenv password READER_PASSWORD

SELECT format('CREATE ROLE %I LOGIN', :'reader')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'reader')
\gexec

ALTER ROLE :"reader" PASSWORD :'password';
-- what the server asks of every session, also where a pooler drops that
ALTER ROLE :"reader" SET default_transaction_read_only = on;
ALTER ROLE :"reader" SET statement_timeout = '5s';
GRANT USAGE ON SCHEMA public TO :"reader";
GRANT SELECT ON django_celery_results_taskresult, django_celery_results_groupresult TO :"reader";
