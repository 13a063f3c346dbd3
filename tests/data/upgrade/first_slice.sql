--
-- PostgreSQL database dump
--


-- Dumped from database version 18.6
-- Dumped by pg_dump version 18.6

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: procrastinate_job_event_type; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.procrastinate_job_event_type AS ENUM (
    'deferred',
    'started',
    'deferred_for_retry',
    'failed',
    'succeeded',
    'cancelled',
    'abort_requested',
    'aborted',
    'scheduled',
    'retried'
);


--
-- Name: procrastinate_job_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.procrastinate_job_status AS ENUM (
    'todo',
    'doing',
    'succeeded',
    'failed',
    'cancelled',
    'aborting',
    'aborted'
);


--
-- Name: procrastinate_job_to_defer_v1; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.procrastinate_job_to_defer_v1 AS (
	queue_name character varying,
	task_name character varying,
	priority integer,
	lock text,
	queueing_lock text,
	args jsonb,
	scheduled_at timestamp with time zone
);


--
-- Name: procrastinate_cancel_job_v1(bigint, boolean, boolean); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.procrastinate_cancel_job_v1(job_id bigint, abort boolean, delete_job boolean) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status = 'todo'
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        IF abort THEN
            UPDATE procrastinate_jobs
            SET abort_requested = true,
                status = CASE status
                    WHEN 'todo' THEN 'cancelled'::procrastinate_job_status ELSE status
                END
            WHERE id = job_id AND status IN ('todo', 'doing')
            RETURNING id INTO _job_id;
        ELSE
            UPDATE procrastinate_jobs
            SET status = 'cancelled'::procrastinate_job_status
            WHERE id = job_id AND status = 'todo'
            RETURNING id INTO _job_id;
        END IF;
    END IF;
    RETURN _job_id;
END;
$$;


--
-- Name: procrastinate_defer_jobs_v1(public.procrastinate_job_to_defer_v1[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.procrastinate_defer_jobs_v1(jobs public.procrastinate_job_to_defer_v1[]) RETURNS bigint[]
    LANGUAGE plpgsql
    AS $$
DECLARE
    job_ids bigint[];
BEGIN
    WITH inserted_jobs AS (
        INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at)
        SELECT (job).queue_name,
               (job).task_name,
               (job).priority,
               (job).lock,
               (job).queueing_lock,
               (job).args,
               (job).scheduled_at
        FROM unnest(jobs) AS job
        RETURNING id
    )
    SELECT array_agg(id) FROM inserted_jobs INTO job_ids;

    RETURN job_ids;
END;
$$;


--
-- Name: procrastinate_defer_periodic_job_v2(character varying, character varying, character varying, character varying, integer, character varying, bigint, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.procrastinate_defer_periodic_job_v2(_queue_name character varying, _lock character varying, _queueing_lock character varying, _task_name character varying, _priority integer, _periodic_id character varying, _defer_timestamp bigint, _args jsonb) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
	_job_id bigint;
	_defer_id bigint;
BEGIN
    INSERT
        INTO procrastinate_periodic_defers (task_name, periodic_id, defer_timestamp)
        VALUES (_task_name, _periodic_id, _defer_timestamp)
        ON CONFLICT DO NOTHING
        RETURNING id into _defer_id;

    IF _defer_id IS NULL THEN
        RETURN NULL;
    END IF;

    UPDATE procrastinate_periodic_defers
        SET job_id = (
            SELECT COALESCE((
                SELECT unnest(procrastinate_defer_jobs_v1(
                    ARRAY[
                        ROW(
                            _queue_name,
                            _task_name,
                            _priority,
                            _lock,
                            _queueing_lock,
                            _args,
                            NULL::timestamptz
                        )
                    ]::procrastinate_job_to_defer_v1[]
                ))
            ), NULL)
        )
        WHERE id = _defer_id
        RETURNING job_id INTO _job_id;

    DELETE
        FROM procrastinate_periodic_defers
        USING (
            SELECT id
            FROM procrastinate_periodic_defers
            WHERE procrastinate_periodic_defers.task_name = _task_name
            AND procrastinate_periodic_defers.periodic_id = _periodic_id
            AND procrastinate_periodic_defers.defer_timestamp < _defer_timestamp
            ORDER BY id
            FOR UPDATE
        ) to_delete
        WHERE procrastinate_periodic_defers.id = to_delete.id;

    RETURN _job_id;
END;
$$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: procrastinate_jobs; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.procrastinate_jobs (
    id bigint NOT NULL,
    queue_name character varying(128) NOT NULL,
    task_name character varying(128) NOT NULL,
    lock text,
    args jsonb DEFAULT '{}'::jsonb NOT NULL,
    status public.procrastinate_job_status DEFAULT 'todo'::public.procrastinate_job_status NOT NULL,
    scheduled_at timestamp with time zone,
    attempts integer DEFAULT 0 NOT NULL,
    queueing_lock text,
    priority integer DEFAULT 0 NOT NULL,
    abort_requested boolean DEFAULT false NOT NULL,
    worker_id bigint,
    CONSTRAINT check_not_todo_abort_requested CHECK ((NOT ((status = 'todo'::public.procrastinate_job_status) AND (abort_requested = true))))
);


--
-- Name: procrastinate_fetch_job_v2(character varying[], bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.procrastinate_fetch_job_v2(target_queue_names character varying[], p_worker_id bigint) RETURNS public.procrastinate_jobs
    LANGUAGE plpgsql
    AS $$
DECLARE
	found_jobs procrastinate_jobs;
BEGIN
    WITH candidate AS (
        SELECT jobs.*
            FROM procrastinate_jobs AS jobs
            WHERE
                -- reject the job if its lock has earlier or higher priority jobs
                NOT EXISTS (
                    SELECT 1
                        FROM procrastinate_jobs AS other_jobs
                        WHERE
                            jobs.lock IS NOT NULL
                            AND other_jobs.lock = jobs.lock
                            AND (
                                -- job with same lock is already running
                                other_jobs.status = 'doing'
                                OR
                                -- job with same lock is waiting and has higher priority (or same priority but was queued first)
                                (
                                    other_jobs.status = 'todo'
                                    AND (
                                        other_jobs.priority > jobs.priority
                                        OR (
                                        other_jobs.priority = jobs.priority
                                        AND other_jobs.id < jobs.id
                                        )
                                    )
                                )
                            )
                )
                AND jobs.status = 'todo'
                AND (target_queue_names IS NULL OR jobs.queue_name = ANY( target_queue_names ))
                AND (jobs.scheduled_at IS NULL OR jobs.scheduled_at <= now())
            ORDER BY jobs.priority DESC, jobs.id ASC LIMIT 1
            FOR UPDATE OF jobs SKIP LOCKED
    )
    UPDATE procrastinate_jobs
        SET status = 'doing', worker_id = p_worker_id
        FROM candidate
        WHERE procrastinate_jobs.id = candidate.id
        RETURNING procrastinate_jobs.* INTO found_jobs;

 RETURN found_jobs;
END;
$$;


--
-- Name: procrastinate_finish_job_v1(bigint, public.procrastinate_job_status, boolean); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.procrastinate_finish_job_v1(job_id bigint, end_status public.procrastinate_job_status, delete_job boolean) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF end_status NOT IN ('succeeded', 'failed', 'aborted') THEN
        RAISE 'End status should be either "succeeded", "failed" or "aborted" (job id: %)', job_id;
    END IF;
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = end_status,
            abort_requested = false,
            attempts = CASE status
                WHEN 'doing' THEN attempts + 1 ELSE attempts
            END
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" or "todo" status (job id: %)', job_id;
    END IF;
END;
$$;


--
-- Name: procrastinate_notify_queue_abort_job_v1(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.procrastinate_notify_queue_abort_job_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'abort_job_requested', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;


--
-- Name: procrastinate_notify_queue_job_inserted_v1(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.procrastinate_notify_queue_job_inserted_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'job_inserted', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;


--
-- Name: procrastinate_prune_stalled_workers_v1(double precision); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.procrastinate_prune_stalled_workers_v1(seconds_since_heartbeat double precision) RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    DELETE FROM procrastinate_workers
    WHERE last_heartbeat < NOW() - (seconds_since_heartbeat || 'SECOND')::INTERVAL
    RETURNING procrastinate_workers.id;
END;
$$;


--
-- Name: procrastinate_register_worker_v1(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.procrastinate_register_worker_v1() RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    INSERT INTO procrastinate_workers DEFAULT VALUES
    RETURNING procrastinate_workers.id;
END;
$$;


--
-- Name: procrastinate_retry_job_v1(bigint, timestamp with time zone, integer, character varying, character varying); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.procrastinate_retry_job_v1(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
BEGIN
    SELECT abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status = 'doing'
    FOR UPDATE
    INTO _abort_requested;
    IF _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" status (job id: %)', job_id;
    END IF;
END;
$$;


--
-- Name: procrastinate_retry_job_v2(bigint, timestamp with time zone, integer, character varying, character varying); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.procrastinate_retry_job_v2(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
    _current_status procrastinate_job_status;
BEGIN
    SELECT status, abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status IN ('doing', 'failed')
    FOR UPDATE
    INTO _current_status, _abort_requested;
    IF _current_status = 'doing' AND _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status IN ('doing', 'failed')
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or has an invalid status to retry (job id: %)', job_id;
    END IF;

END;
$$;


--
-- Name: procrastinate_trigger_abort_requested_events_procedure_v1(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'abort_requested'::procrastinate_job_event_type);
    RETURN NEW;
END;
$$;


--
-- Name: procrastinate_trigger_function_scheduled_events_v1(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.procrastinate_trigger_function_scheduled_events_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type, at)
        VALUES (NEW.id, 'scheduled'::procrastinate_job_event_type, NEW.scheduled_at);

	RETURN NEW;
END;
$$;


--
-- Name: procrastinate_trigger_function_status_events_insert_v1(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.procrastinate_trigger_function_status_events_insert_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'deferred'::procrastinate_job_event_type);
	RETURN NEW;
END;
$$;


--
-- Name: procrastinate_trigger_function_status_events_update_v1(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.procrastinate_trigger_function_status_events_update_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    WITH t AS (
        SELECT CASE
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND NEW.status = 'doing'::procrastinate_job_status
                THEN 'started'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'deferred_for_retry'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'failed'::procrastinate_job_status
                THEN 'failed'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'succeeded'::procrastinate_job_status
                THEN 'succeeded'::procrastinate_job_event_type
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND (
                    NEW.status = 'cancelled'::procrastinate_job_status
                    OR NEW.status = 'failed'::procrastinate_job_status
                    OR NEW.status = 'succeeded'::procrastinate_job_status
                )
                THEN 'cancelled'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'aborted'::procrastinate_job_status
                THEN 'aborted'::procrastinate_job_event_type
            WHEN OLD.status = 'failed'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'retried'::procrastinate_job_event_type
            ELSE NULL
        END as event_type
    )
    INSERT INTO procrastinate_events(job_id, type)
        SELECT NEW.id, t.event_type
        FROM t
        WHERE t.event_type IS NOT NULL;
	RETURN NEW;
END;
$$;


--
-- Name: procrastinate_unlink_periodic_defers_v1(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.procrastinate_unlink_periodic_defers_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_periodic_defers
    SET job_id = NULL
    WHERE job_id = OLD.id;
    RETURN OLD;
END;
$$;


--
-- Name: procrastinate_unregister_worker_v1(bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.procrastinate_unregister_worker_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    DELETE FROM procrastinate_workers
    WHERE id = worker_id;
END;
$$;


--
-- Name: procrastinate_update_heartbeat_v1(bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.procrastinate_update_heartbeat_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_workers
    SET last_heartbeat = NOW()
    WHERE id = worker_id;
END;
$$;


--
-- Name: account_emailaddress; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.account_emailaddress (
    id integer NOT NULL,
    email character varying(254) NOT NULL,
    verified boolean NOT NULL,
    "primary" boolean NOT NULL,
    user_id bigint NOT NULL
);


--
-- Name: account_emailaddress_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.account_emailaddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailaddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: account_emailconfirmation; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.account_emailconfirmation (
    id integer NOT NULL,
    created timestamp with time zone NOT NULL,
    sent timestamp with time zone,
    key character varying(64) NOT NULL,
    email_address_id integer NOT NULL
);


--
-- Name: account_emailconfirmation_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.account_emailconfirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailconfirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: accounts_member; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.accounts_member (
    id bigint NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    email character varying(254) NOT NULL,
    name character varying(100) NOT NULL,
    language character varying(6) NOT NULL,
    theme character varying(6) NOT NULL,
    is_organization_administrator boolean NOT NULL,
    is_active boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    organization_id bigint NOT NULL,
    CONSTRAINT member_email_lower CHECK (((email)::text = lower((email)::text)))
);


--
-- Name: accounts_member_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.accounts_member ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_member_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: agents_agent; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.agents_agent (
    id bigint NOT NULL,
    role character varying(13) NOT NULL,
    may_forward boolean NOT NULL,
    receives_tickets boolean NOT NULL,
    is_active boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    member_id bigint NOT NULL,
    service_id bigint NOT NULL
);


--
-- Name: agents_agent_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.agents_agent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agents_agent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: agents_group; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.agents_group (
    id bigint NOT NULL,
    name character varying(100) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    service_id bigint NOT NULL
);


--
-- Name: agents_group_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.agents_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agents_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: agents_groupmembership; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.agents_groupmembership (
    id bigint NOT NULL,
    "position" integer NOT NULL,
    agent_id bigint NOT NULL,
    group_id bigint NOT NULL,
    service_id bigint NOT NULL,
    CONSTRAINT agents_groupmembership_position_check CHECK (("position" >= 0))
);


--
-- Name: agents_groupmembership_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.agents_groupmembership ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agents_groupmembership_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: answers_maillayout; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.answers_maillayout (
    id bigint NOT NULL,
    purpose character varying(10) NOT NULL,
    language character varying(6) NOT NULL,
    html text NOT NULL,
    service_id bigint NOT NULL
);


--
-- Name: answers_maillayout_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.answers_maillayout ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.answers_maillayout_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: answers_mailsettings; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.answers_mailsettings (
    id bigint NOT NULL,
    sender_name character varying(45) NOT NULL,
    sender_address character varying(100) NOT NULL,
    service_id bigint NOT NULL
);


--
-- Name: answers_mailsettings_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.answers_mailsettings ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.answers_mailsettings_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: auth_group; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);


--
-- Name: auth_group_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: auth_group_permissions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);


--
-- Name: auth_group_permissions_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: auth_permission; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);


--
-- Name: auth_permission_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: categories_processingtype; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.categories_processingtype (
    id bigint NOT NULL,
    ancestors jsonb NOT NULL,
    names jsonb NOT NULL,
    "position" integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    parent_id bigint,
    service_id bigint NOT NULL,
    CONSTRAINT categories_processingtype_position_check CHECK (("position" >= 0))
);


--
-- Name: categories_processingtype_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.categories_processingtype ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.categories_processingtype_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: categories_submissiontype; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.categories_submissiontype (
    id bigint NOT NULL,
    ancestors jsonb NOT NULL,
    names jsonb NOT NULL,
    "position" integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    is_active boolean NOT NULL,
    parent_id bigint,
    service_id bigint NOT NULL,
    CONSTRAINT categories_submissiontype_position_check CHECK (("position" >= 0))
);


--
-- Name: categories_submissiontype_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.categories_submissiontype ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.categories_submissiontype_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: customer_field_id; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.customer_field_id
    START WITH 720
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: customers_customer; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.customers_customer (
    id uuid NOT NULL,
    usercode character varying(100) NOT NULL,
    sealed_email text NOT NULL,
    email_index bytea,
    sealed_phone text NOT NULL,
    phone_index bytea,
    created_at timestamp with time zone NOT NULL,
    service_id bigint NOT NULL
);


--
-- Name: deliveries_delivery; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.deliveries_delivery (
    id uuid NOT NULL,
    kind character varying(8) NOT NULL,
    purpose character varying(10) NOT NULL,
    cause_event bigint NOT NULL,
    state character varying(8) NOT NULL,
    attempts integer NOT NULL,
    step smallint NOT NULL,
    due_at timestamp with time zone NOT NULL,
    give_up_at timestamp with time zone NOT NULL,
    last_error character varying(80) NOT NULL,
    message_id character varying(200) NOT NULL,
    sealed_recipient text NOT NULL,
    sealed_payload text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    entry_id bigint,
    service_id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    CONSTRAINT deliveries_delivery_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT deliveries_delivery_step_check CHECK ((step >= 0))
);


--
-- Name: django_content_type; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);


--
-- Name: django_content_type_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: django_migrations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);


--
-- Name: django_migrations_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: django_session; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);


--
-- Name: events_event; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.events_event (
    id bigint NOT NULL,
    kind character varying(60) NOT NULL,
    subject character varying(64) NOT NULL,
    actor_kind character varying(12) NOT NULL,
    actor_id bigint,
    payload jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    transaction bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    dispatched_at timestamp with time zone,
    service_id bigint NOT NULL
);


--
-- Name: events_event_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.events_event ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.events_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: fields_customerfield; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.fields_customerfield (
    id bigint NOT NULL,
    field_id integer NOT NULL,
    code character varying(50) NOT NULL,
    type character varying(15) NOT NULL,
    is_system boolean NOT NULL,
    names jsonb NOT NULL,
    descriptions jsonb NOT NULL,
    placeholders jsonb NOT NULL,
    length integer NOT NULL,
    is_required boolean NOT NULL,
    is_encrypted boolean NOT NULL,
    is_exposed boolean NOT NULL,
    is_cleared_on_click boolean NOT NULL,
    options jsonb,
    destroy_after_days integer,
    deleted_at timestamp with time zone,
    service_id bigint NOT NULL,
    CONSTRAINT fields_customerfield_destroy_after_days_check CHECK ((destroy_after_days >= 0)),
    CONSTRAINT fields_customerfield_field_id_check CHECK ((field_id >= 0)),
    CONSTRAINT fields_customerfield_length_check CHECK ((length >= 0))
);


--
-- Name: fields_customerfield_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.fields_customerfield ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fields_customerfield_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: fields_fieldplacement; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.fields_fieldplacement (
    id bigint NOT NULL,
    "position" integer NOT NULL,
    field_id bigint NOT NULL,
    service_id bigint NOT NULL,
    submission_type_id bigint NOT NULL,
    CONSTRAINT fields_fieldplacement_position_check CHECK (("position" >= 0))
);


--
-- Name: fields_fieldplacement_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.fields_fieldplacement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fields_fieldplacement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: organizations_organization; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.organizations_organization (
    id bigint NOT NULL,
    organization_id character varying(16) NOT NULL,
    name character varying(100) NOT NULL,
    domain character varying(40) NOT NULL,
    sealed_key text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT organization_domain_lower CHECK (((domain)::text = lower((domain)::text)))
);


--
-- Name: organizations_organization_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.organizations_organization ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.organizations_organization_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: organizations_service; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.organizations_service (
    id bigint NOT NULL,
    service_id character varying(45) NOT NULL,
    name character varying(100) NOT NULL,
    type smallint NOT NULL,
    time_zone character varying(64) NOT NULL,
    editor_type character varying(4) NOT NULL,
    is_active boolean NOT NULL,
    configuration_version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    organization_id bigint NOT NULL,
    CONSTRAINT organizations_service_type_check CHECK ((type >= 0))
);


--
-- Name: organizations_service_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.organizations_service ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.organizations_service_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: organizations_servicelanguage; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.organizations_servicelanguage (
    id bigint NOT NULL,
    code character varying(6) NOT NULL,
    is_default boolean NOT NULL,
    "position" smallint NOT NULL,
    service_id bigint NOT NULL,
    CONSTRAINT organizations_servicelanguage_position_check CHECK (("position" >= 0))
);


--
-- Name: organizations_servicelanguage_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.organizations_servicelanguage ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.organizations_servicelanguage_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: procrastinate_events; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.procrastinate_events (
    id bigint NOT NULL,
    job_id bigint NOT NULL,
    type public.procrastinate_job_event_type,
    at timestamp with time zone DEFAULT now()
);


--
-- Name: procrastinate_events_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.procrastinate_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: procrastinate_events_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.procrastinate_events_id_seq OWNED BY public.procrastinate_events.id;


--
-- Name: procrastinate_jobs_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.procrastinate_jobs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: procrastinate_jobs_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.procrastinate_jobs_id_seq OWNED BY public.procrastinate_jobs.id;


--
-- Name: procrastinate_periodic_defers; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.procrastinate_periodic_defers (
    id bigint NOT NULL,
    task_name character varying(128) NOT NULL,
    defer_timestamp bigint,
    job_id bigint,
    periodic_id character varying(128) DEFAULT ''::character varying NOT NULL
);


--
-- Name: procrastinate_periodic_defers_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.procrastinate_periodic_defers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: procrastinate_periodic_defers_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.procrastinate_periodic_defers_id_seq OWNED BY public.procrastinate_periodic_defers.id;


--
-- Name: procrastinate_workers; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.procrastinate_workers (
    id bigint NOT NULL,
    last_heartbeat timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: procrastinate_workers_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.procrastinate_workers ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.procrastinate_workers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: sangdam_cache; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sangdam_cache (
    cache_key character varying(255) NOT NULL,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);


--
-- Name: security_inquirytrace; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.security_inquirytrace (
    id bigint NOT NULL,
    index bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    service_id bigint NOT NULL
);


--
-- Name: security_inquirytrace_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.security_inquirytrace ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.security_inquirytrace_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: security_openapiaccess; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.security_openapiaccess (
    id bigint NOT NULL,
    is_enabled boolean NOT NULL,
    sealed_key text NOT NULL,
    key_changed_at timestamp with time zone,
    allowed_addresses jsonb NOT NULL,
    service_id bigint NOT NULL
);


--
-- Name: security_openapiaccess_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.security_openapiaccess ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.security_openapiaccess_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: security_refusedcall; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.security_refusedcall (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    method character varying(8) NOT NULL,
    path character varying(200) NOT NULL,
    address character varying(45) NOT NULL,
    reason character varying(30) NOT NULL,
    service_id bigint NOT NULL
);


--
-- Name: security_refusedcall_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.security_refusedcall ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.security_refusedcall_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: security_spampolicy; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.security_spampolicy (
    id bigint NOT NULL,
    is_enabled boolean NOT NULL,
    email_limit integer NOT NULL,
    email_minutes integer NOT NULL,
    address_limit integer NOT NULL,
    address_minutes integer NOT NULL,
    service_id bigint NOT NULL,
    CONSTRAINT security_spampolicy_address_limit_check CHECK ((address_limit >= 0)),
    CONSTRAINT security_spampolicy_address_minutes_check CHECK ((address_minutes >= 0)),
    CONSTRAINT security_spampolicy_email_limit_check CHECK ((email_limit >= 0)),
    CONSTRAINT security_spampolicy_email_minutes_check CHECK ((email_minutes >= 0))
);


--
-- Name: security_spampolicy_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.security_spampolicy ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.security_spampolicy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: tickets_attachment; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tickets_attachment (
    id character varying(32) NOT NULL,
    is_internal boolean NOT NULL,
    file_name character varying(100) NOT NULL,
    content_type character varying(100) NOT NULL,
    size integer NOT NULL,
    path character varying(200) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    service_id bigint NOT NULL,
    uploaded_by_id bigint,
    entry_id bigint,
    ticket_id bigint,
    CONSTRAINT tickets_attachment_size_check CHECK ((size >= 0))
);


--
-- Name: tickets_historyentry; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tickets_historyentry (
    id bigint NOT NULL,
    kind character varying(9) NOT NULL,
    body text NOT NULL,
    body_format character varying(4) NOT NULL,
    submission_key bytea,
    created_at timestamp with time zone NOT NULL,
    author_id bigint,
    service_id bigint NOT NULL,
    ticket_id bigint NOT NULL
);


--
-- Name: tickets_historyentry_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.tickets_historyentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_historyentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: tickets_ticket; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tickets_ticket (
    id bigint NOT NULL,
    ticket_id character varying(19) NOT NULL,
    status character varying(6) NOT NULL,
    priority character varying(6) NOT NULL,
    channel character varying(12) NOT NULL,
    language character varying(6) NOT NULL,
    subject character varying(255) NOT NULL,
    body text NOT NULL,
    body_format character varying(4) NOT NULL,
    usercode character varying(100) NOT NULL,
    "values" jsonb NOT NULL,
    sealed_values jsonb NOT NULL,
    submission_key bytea,
    submission_digest bytea,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    solved_at timestamp with time zone,
    closed_at timestamp with time zone,
    assignee_id bigint,
    customer_id uuid,
    group_id bigint,
    processing_type_id bigint,
    service_id bigint NOT NULL,
    submission_type_id bigint,
    CONSTRAINT ticket_new_is_unassigned CHECK ((((assignee_id IS NULL) AND ((status)::text = 'new'::text)) OR (NOT ((status)::text = 'new'::text))))
);


--
-- Name: tickets_ticket_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.tickets_ticket ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_ticket_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: procrastinate_events id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.procrastinate_events ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_events_id_seq'::regclass);


--
-- Name: procrastinate_jobs id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.procrastinate_jobs ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_jobs_id_seq'::regclass);


--
-- Name: procrastinate_periodic_defers id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.procrastinate_periodic_defers ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_periodic_defers_id_seq'::regclass);


--
-- Data for Name: account_emailaddress; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.account_emailaddress (id, email, verified, "primary", user_id) FROM stdin;
\.


--
-- Data for Name: account_emailconfirmation; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.account_emailconfirmation (id, created, sent, key, email_address_id) FROM stdin;
\.


--
-- Data for Name: accounts_member; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.accounts_member (id, password, last_login, email, name, language, theme, is_organization_administrator, is_active, created_at, organization_id) FROM stdin;
1	argon2$argon2id$v=19$m=102400,t=2,p=8$a0VlVE9ONWprSDBIUVVYS0tjSXp1bQ$bybmXQ45FIGWESf+JthZbGr5/QqYz5pdGWK55XsoEKc	\N	owner@acme.example	한지우	ko	system	t	t	2026-11-22 02:12:14.4095+09	1
2	argon2$argon2id$v=19$m=102400,t=2,p=8$VFhrMFltTDY5Qk52SFFxUHhPZ3Vocg$1Asn1f2ISwCS6Hr0aBTudfqerZ5YiOPO7Y3O5jbmVBM	\N	admin@acme.example	김서연	ko	system	f	t	2026-11-22 02:12:18.740031+09	1
3	argon2$argon2id$v=19$m=102400,t=2,p=8$V0FQQ1B3dDhua3BPZm1zbUN1MGJDWg$HYqgi5FfYnbnyaEvJ/k71gRm6F+iGhF2AA5cP60a1ck	\N	doyun@acme.example	이도윤	ko	system	f	t	2026-11-22 02:12:22.743597+09	1
4	argon2$argon2id$v=19$m=102400,t=2,p=8$bkd3QXUyNW5wMmxZRG1qOTd6UUdDTg$aZ9abrNBqT4roZfjRE58GpC/mb/RUKqmHToWKQbkY/Y	\N	haeun@acme.example	박하은	ko	system	f	t	2026-11-22 02:12:26.605934+09	1
5	argon2$argon2id$v=19$m=102400,t=2,p=8$OTltMEZ4YWE2a2thVFhWNkpDMDZndg$h+npdCClYBCOnx19zUCz0DT5pSKYioick+ruSDHtruI	\N	agent@globex.example	Morgan Reyes	en	system	f	t	2026-11-22 02:12:34.301096+09	2
\.


--
-- Data for Name: agents_agent; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.agents_agent (id, role, may_forward, receives_tickets, is_active, created_at, member_id, service_id) FROM stdin;
1	administrator	t	t	t	2026-11-22 02:12:18.808172+09	2	1
2	agent	t	t	t	2026-11-22 02:12:22.792574+09	3	1
3	agent	t	t	t	2026-11-22 02:12:26.656925+09	4	1
4	administrator	t	t	t	2026-11-22 02:12:34.37006+09	5	2
\.


--
-- Data for Name: agents_group; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.agents_group (id, name, created_at, service_id) FROM stdin;
1	결제	2026-11-22 02:12:07.674151+09	1
2	배송	2026-11-22 02:12:07.737857+09	1
3	Front desk	2026-11-22 02:12:31.264888+09	2
\.


--
-- Data for Name: agents_groupmembership; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.agents_groupmembership (id, "position", agent_id, group_id, service_id) FROM stdin;
1	0	1	1	1
2	0	1	2	1
3	1	2	1	1
4	1	3	2	1
5	0	4	3	2
\.


--
-- Data for Name: answers_maillayout; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.answers_maillayout (id, purpose, language, html, service_id) FROM stdin;
\.


--
-- Data for Name: answers_mailsettings; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.answers_mailsettings (id, sender_name, sender_address, service_id) FROM stdin;
\.


--
-- Data for Name: auth_group; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.auth_group (id, name) FROM stdin;
\.


--
-- Data for Name: auth_group_permissions; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.auth_group_permissions (id, group_id, permission_id) FROM stdin;
\.


--
-- Data for Name: auth_permission; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.auth_permission (id, name, content_type_id, codename) FROM stdin;
1	Can add event	1	add_event
2	Can change event	1	change_event
3	Can delete event	1	delete_event
4	Can view event	1	view_event
5	Can add organization	2	add_organization
6	Can change organization	2	change_organization
7	Can delete organization	2	delete_organization
8	Can view organization	2	view_organization
9	Can add service	3	add_service
10	Can change service	3	change_service
11	Can delete service	3	delete_service
12	Can view service	3	view_service
13	Can add service language	4	add_servicelanguage
14	Can change service language	4	change_servicelanguage
15	Can delete service language	4	delete_servicelanguage
16	Can view service language	4	view_servicelanguage
17	Can add member	5	add_member
18	Can change member	5	change_member
19	Can delete member	5	delete_member
20	Can view member	5	view_member
21	Can add agent	6	add_agent
22	Can change agent	6	change_agent
23	Can delete agent	6	delete_agent
24	Can view agent	6	view_agent
25	Can add group	7	add_group
26	Can change group	7	change_group
27	Can delete group	7	delete_group
28	Can view group	7	view_group
29	Can add group membership	8	add_groupmembership
30	Can change group membership	8	change_groupmembership
31	Can delete group membership	8	delete_groupmembership
32	Can view group membership	8	view_groupmembership
33	Can add customer	9	add_customer
34	Can change customer	9	change_customer
35	Can delete customer	9	delete_customer
36	Can view customer	9	view_customer
37	Can add processing type	10	add_processingtype
38	Can change processing type	10	change_processingtype
39	Can delete processing type	10	delete_processingtype
40	Can view processing type	10	view_processingtype
41	Can add submission type	11	add_submissiontype
42	Can change submission type	11	change_submissiontype
43	Can delete submission type	11	delete_submissiontype
44	Can view submission type	11	view_submissiontype
45	Can add customer field	12	add_customerfield
46	Can change customer field	12	change_customerfield
47	Can delete customer field	12	delete_customerfield
48	Can view customer field	12	view_customerfield
49	Can add field placement	13	add_fieldplacement
50	Can change field placement	13	change_fieldplacement
51	Can delete field placement	13	delete_fieldplacement
52	Can view field placement	13	view_fieldplacement
53	Can add ticket	14	add_ticket
54	Can change ticket	14	change_ticket
55	Can delete ticket	14	delete_ticket
56	Can view ticket	14	view_ticket
57	Can add history entry	15	add_historyentry
58	Can change history entry	15	change_historyentry
59	Can delete history entry	15	delete_historyentry
60	Can view history entry	15	view_historyentry
61	Can add attachment	16	add_attachment
62	Can change attachment	16	change_attachment
63	Can delete attachment	16	delete_attachment
64	Can view attachment	16	view_attachment
65	Can add mail layout	17	add_maillayout
66	Can change mail layout	17	change_maillayout
67	Can delete mail layout	17	delete_maillayout
68	Can view mail layout	17	view_maillayout
69	Can add mail settings	18	add_mailsettings
70	Can change mail settings	18	change_mailsettings
71	Can delete mail settings	18	delete_mailsettings
72	Can view mail settings	18	view_mailsettings
73	Can add delivery	19	add_delivery
74	Can change delivery	19	change_delivery
75	Can delete delivery	19	delete_delivery
76	Can view delivery	19	view_delivery
77	Can add inquiry trace	20	add_inquirytrace
78	Can change inquiry trace	20	change_inquirytrace
79	Can delete inquiry trace	20	delete_inquirytrace
80	Can view inquiry trace	20	view_inquirytrace
81	Can add open api access	21	add_openapiaccess
82	Can change open api access	21	change_openapiaccess
83	Can delete open api access	21	delete_openapiaccess
84	Can view open api access	21	view_openapiaccess
85	Can add refused call	22	add_refusedcall
86	Can change refused call	22	change_refusedcall
87	Can delete refused call	22	delete_refusedcall
88	Can view refused call	22	view_refusedcall
89	Can add spam policy	23	add_spampolicy
90	Can change spam policy	23	change_spampolicy
91	Can delete spam policy	23	delete_spampolicy
92	Can view spam policy	23	view_spampolicy
93	Can add content type	24	add_contenttype
94	Can change content type	24	change_contenttype
95	Can delete content type	24	delete_contenttype
96	Can view content type	24	view_contenttype
97	Can add permission	25	add_permission
98	Can change permission	25	change_permission
99	Can delete permission	25	delete_permission
100	Can view permission	25	view_permission
101	Can add group	26	add_group
102	Can change group	26	change_group
103	Can delete group	26	delete_group
104	Can view group	26	view_group
105	Can add session	27	add_session
106	Can change session	27	change_session
107	Can delete session	27	delete_session
108	Can view session	27	view_session
109	Can add email address	28	add_emailaddress
110	Can change email address	28	change_emailaddress
111	Can delete email address	28	delete_emailaddress
112	Can view email address	28	view_emailaddress
113	Can add email confirmation	29	add_emailconfirmation
114	Can change email confirmation	29	change_emailconfirmation
115	Can delete email confirmation	29	delete_emailconfirmation
116	Can view email confirmation	29	view_emailconfirmation
117	Can add procrastinate event	30	add_procrastinateevent
118	Can change procrastinate event	30	change_procrastinateevent
119	Can delete procrastinate event	30	delete_procrastinateevent
120	Can view procrastinate event	30	view_procrastinateevent
121	Can add procrastinate job	31	add_procrastinatejob
122	Can change procrastinate job	31	change_procrastinatejob
123	Can delete procrastinate job	31	delete_procrastinatejob
124	Can view procrastinate job	31	view_procrastinatejob
125	Can add procrastinate periodic defer	32	add_procrastinateperiodicdefer
126	Can change procrastinate periodic defer	32	change_procrastinateperiodicdefer
127	Can delete procrastinate periodic defer	32	delete_procrastinateperiodicdefer
128	Can view procrastinate periodic defer	32	view_procrastinateperiodicdefer
129	Can add procrastinate worker	33	add_procrastinateworker
130	Can change procrastinate worker	33	change_procrastinateworker
131	Can delete procrastinate worker	33	delete_procrastinateworker
132	Can view procrastinate worker	33	view_procrastinateworker
\.


--
-- Data for Name: categories_processingtype; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.categories_processingtype (id, ancestors, names, "position", created_at, updated_at, parent_id, service_id) FROM stdin;
\.


--
-- Data for Name: categories_submissiontype; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.categories_submissiontype (id, ancestors, names, "position", created_at, updated_at, is_active, parent_id, service_id) FROM stdin;
2536	[]	{"en": "Type1", "ja": "タイプ1", "ko": "유형1", "th": "พิมพ์1", "zh": "类型1"}	0	2026-11-22 02:12:03.721816+09	2026-11-22 02:12:03.721834+09	t	\N	1
2537	[]	{"en": "Type2", "ja": "タイプ2", "ko": "유형2", "th": "พิมพ์2", "zh": "类型2"}	1	2026-11-22 02:12:04.072217+09	2026-11-22 02:12:04.072452+09	t	\N	1
2538	[2536]	{"en": "Type1-1", "ja": "タイプ1-1", "ko": "유형1-1", "th": "พิมพ์1-1", "zh": "类型1-1"}	0	2026-11-22 02:12:04.31131+09	2026-11-22 02:12:04.311331+09	t	2536	1
2539	[2536]	{"en": "Type1-2", "ja": "タイプ1-2", "ko": "유형1-2", "th": "พิมพ์1-2", "zh": "类型1-2"}	1	2026-11-22 02:12:04.535982+09	2026-11-22 02:12:04.556627+09	t	2536	1
2540	[2536, 2538]	{"en": "Type1-1-1", "ja": "タイプ1-1-1", "ko": "유형1-1-1", "th": "พิมพ์1-1-1", "zh": "类型1-1-1"}	0	2026-11-22 02:12:04.696629+09	2026-11-22 02:12:04.696657+09	t	2538	1
2541	[2536, 2538, 2540]	{"en": "Type1-1-1-1", "ja": "タイプ1-1-1-1", "ko": "유형1-1-1-1", "th": "พิมพ์1-1-1-1", "zh": "类型1-1-1-1"}	0	2026-11-22 02:12:04.972513+09	2026-11-22 02:12:04.972536+09	t	2540	1
2542	[2536, 2538, 2540, 2541]	{"en": "Type1-1-1-1-1", "ja": "タイプ1-1-1-1-1", "ko": "유형1-1-1-1-1", "th": "พิมพ์1-1-1-1-1", "zh": "类型1-1-1-1-1"}	0	2026-11-22 02:12:05.236498+09	2026-11-22 02:12:05.236891+09	t	2541	1
2543	[]	{"en": "Type1", "ja": "タイプ1", "ko": "유형1", "th": "พิมพ์1", "zh": "类型1"}	0	2026-11-22 02:12:28.887925+09	2026-11-22 02:12:28.887946+09	t	\N	2
2544	[]	{"en": "Type2", "ja": "タイプ2", "ko": "유형2", "th": "พิมพ์2", "zh": "类型2"}	1	2026-11-22 02:12:29.035641+09	2026-11-22 02:12:29.035662+09	t	\N	2
2545	[2543]	{"en": "Type1-1", "ja": "タイプ1-1", "ko": "유형1-1", "th": "พิมพ์1-1", "zh": "类型1-1"}	0	2026-11-22 02:12:29.142172+09	2026-11-22 02:12:29.142192+09	t	2543	2
2546	[2543]	{"en": "Type1-2", "ja": "タイプ1-2", "ko": "유형1-2", "th": "พิมพ์1-2", "zh": "类型1-2"}	1	2026-11-22 02:12:29.331208+09	2026-11-22 02:12:29.331225+09	t	2543	2
2547	[2543, 2545]	{"en": "Type1-1-1", "ja": "タイプ1-1-1", "ko": "유형1-1-1", "th": "พิมพ์1-1-1", "zh": "类型1-1-1"}	0	2026-11-22 02:12:29.436991+09	2026-11-22 02:12:29.437008+09	t	2545	2
2548	[2543, 2545, 2547]	{"en": "Type1-1-1-1", "ja": "タイプ1-1-1-1", "ko": "유형1-1-1-1", "th": "พิมพ์1-1-1-1", "zh": "类型1-1-1-1"}	0	2026-11-22 02:12:29.545975+09	2026-11-22 02:12:29.545994+09	t	2547	2
2549	[2543, 2545, 2547, 2548]	{"en": "Type1-1-1-1-1", "ja": "タイプ1-1-1-1-1", "ko": "유형1-1-1-1-1", "th": "พิมพ์1-1-1-1-1", "zh": "类型1-1-1-1-1"}	0	2026-11-22 02:12:29.631449+09	2026-11-22 02:12:29.631468+09	t	2548	2
\.


--
-- Data for Name: customers_customer; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.customers_customer (id, usercode, sealed_email, email_index, sealed_phone, phone_index, created_at, service_id) FROM stdin;
abaeb161-ac1a-4426-9209-66bfd594053f	member1	s1:AWcJwqNhYrGI9zkOCUdPnO1xUpxBORvjcjt3XTbOVirEYVrNIIfpNLojxQ1aeL7DxAg8lXHw	\\xa3638708a1a42091e876357164e64d28	s1:AWcJwqP6c5hvrThO-k66rVYvYI_Q1r23U9RYwjSULoJ84oFNJvncMhDxF_65lw==	\\xa22c0ddac0999d487c56363f7ee11331	2026-11-22 02:12:26.98023+09	1
d629a819-fbc6-4c99-b541-9dca86c3c03b	member2	s1:AWcJwqNc00FrMishMEiplIHFJY8khk_GtLXx-bNoUYs3yW1sCzaaEcr2fjn4dcQ2yQYzBu0Q	\\x07bb021426086fc407555f58ffb1c3b2	s1:AWcJwqOOxL1nEfeRvkh42kU2ch3IPyMwpVST2nHw-p0upbX0pUUXGwUoD2YY8Q==	\\x264661cdbdec0c67fa955eda54adf2fd	2026-11-22 02:12:27.303068+09	1
b02fd687-1989-4c44-97d0-1afc5a2b5467	member3	s1:AWcJwqPuRs5spHH956E-EEoDMuCDdxBZQv7U6Px4G8saCezpwRIWh74fddl8dnnYZiD-b0Iv	\\x62eddfa5e2287f4a1ae86eb059a438c9	s1:AWcJwqPgJRtJHF11Uu1LB_g9s0kbXipLTx-6AgFbVFKZdlQmUmBDlU6bM7cYaw==	\\xde6be3510bb8257d522eeae46a7e3f63	2026-11-22 02:12:27.485481+09	1
130848f5-32b2-438e-93c6-1ce7dcc0e7cf	member4	s1:AWcJwqMoIdE4MOIS4fkoEopB-BsbA5AHRKETHa-i7vfDd4LqPhQaH1k_FZsktUSv6A1_gI9V	\\xdeaf4ee24ea9594ad9630ee2bdf391b0	s1:AWcJwqOgrDD0gKHHRoONUiBqvP3vusXNkY-MhyaCxowuOtezgKEb7YDt0dfH5A==	\\xe4aa0fba449e652784a0eb00181c9e13	2026-11-22 02:12:27.62996+09	1
55ba6f0c-5e86-4bf9-be78-5a1a27f8df12	member5	s1:AWcJwqPG_fLc-Ms2m3wozXldWYAi5bYQJcK2NTCMFUTBm0p_32FzLdir2k_IRtk4DgF8hpab	\\x759f35d34dc9c82de0a3fbf6653d3957	s1:AWcJwqPywtWncPe4oG34KxTRjCrgUoW4wakS3xgPF6QHDi1BT7SbPfJINbj_Ow==	\\xa1103ec97e0d3347dabbfc82e23047c1	2026-11-22 02:12:27.791309+09	1
08baee6d-3ea9-4df4-b2b3-a0134b2e5a3f	member6	s1:AWcJwqMYSavPaeH14AaXJicfWhroCJorqW0DGh2c_TvUANHJeYYJhe3zuerVMJm1zpIWqYjf	\\x67faf699e18b190026aa8ef68db1a3ec	s1:AWcJwqORTn9jD3V7z5Dr9U4jLtYiJTj8EsNcl7cDsqZvOGDCzWR2fNDfm6irYQ==	\\xb57cabe184b4681ddfe9da5e50f8e02c	2026-11-22 02:12:28.066332+09	1
7bd5cd18-f8fc-4abf-b7f5-a70a012d8e7d	member7	s1:AWcJwqMP4rzOvp7QlHKTdOUrk3QMLl5Z_KnV8I9h-_oozR7BFLc6ZwFVuMK_z7-HU0NM6z9a	\\xeefb4eefa1aee58a7fbf890d4a5a693e	s1:AWcJwqOhW9gDFEYJkRTwbYExK7UNfTtPTEzXgLFO-E0dmepqIPv8q2-Di9O7NA==	\\x2df807ecf924ff5fd38ad27ca841390d	2026-11-22 02:12:28.100589+09	1
2669a823-db09-4017-96e7-76fc9c17f641	member8	s1:AWcJwqP-Afkq6vCfmpT7HHIGQKBptRFgS4w5FLfsMU77UCfw6_n00LqXhYAf-4egdIlYjUjW	\\xd2429faecaf2eae569e28e775569a513	s1:AWcJwqPBMn5kPXNwOjzmUU-XJYoeMniVuXJkA1dvMTwfF117B7_QuM-BSBouVQ==	\\xe42ccc550dfc162848f62dcf315bd96f	2026-11-22 02:12:28.144116+09	1
7a04c0d9-8176-4576-87b8-7ab6d1480dfe	member1	s1:AWcJwqORT_RS_2sn-Lm_Ec0VaSvkMvrhP32GXA5qvgMZyzLx5s9HjaSzC_hMOnREvgwUS4Y0	\\xd38a799d7f8c65b4d8a79cef030bbef5	s1:AWcJwqMdtlJCIwNrT8xwON4u2deMWWT_-ceUblsX4v_hEIrjs-xYpV0rXvsFcA==	\\xa5c1020f15d6d10e56455481a6bbbb61	2026-11-22 02:12:34.907179+09	2
5c313ad8-390d-4bfc-868e-6fe83e481247	member2	s1:AWcJwqM_W2x6_obxWXPWZonkwm-P5qTLfF1m7C9V_rX9IsZY2uvFqiSFZERhZgJaKWVc0kIz	\\x4de1424968567cb83458271f04ebe573	s1:AWcJwqNSb7ptwn6ZAtzopABo1u2ip3ynRdtfYHMB60c7z9-0-khDT3VcxXcVvw==	\\x4013739e674f252b84f6f1cf61bb03a2	2026-11-22 02:12:35.126863+09	2
\.


--
-- Data for Name: deliveries_delivery; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.deliveries_delivery (id, kind, purpose, cause_event, state, attempts, step, due_at, give_up_at, last_error, message_id, sealed_recipient, sealed_payload, created_at, sent_at, entry_id, service_id, ticket_id) FROM stdin;
\.


--
-- Data for Name: django_content_type; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.django_content_type (id, app_label, model) FROM stdin;
1	events	event
2	organizations	organization
3	organizations	service
4	organizations	servicelanguage
5	accounts	member
6	agents	agent
7	agents	group
8	agents	groupmembership
9	customers	customer
10	categories	processingtype
11	categories	submissiontype
12	fields	customerfield
13	fields	fieldplacement
14	tickets	ticket
15	tickets	historyentry
16	tickets	attachment
17	answers	maillayout
18	answers	mailsettings
19	deliveries	delivery
20	security	inquirytrace
21	security	openapiaccess
22	security	refusedcall
23	security	spampolicy
24	contenttypes	contenttype
25	auth	permission
26	auth	group
27	sessions	session
28	account	emailaddress
29	account	emailconfirmation
30	procrastinate	procrastinateevent
31	procrastinate	procrastinatejob
32	procrastinate	procrastinateperiodicdefer
33	procrastinate	procrastinateworker
\.


--
-- Data for Name: django_migrations; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.django_migrations (id, app, name, applied) FROM stdin;
1	organizations	0001_initial	2026-11-22 02:11:25.904232+09
2	accounts	0001_initial	2026-11-22 02:11:26.07985+09
3	account	0001_initial	2026-11-22 02:11:26.467563+09
4	account	0002_email_max_length	2026-11-22 02:11:26.588734+09
5	account	0003_alter_emailaddress_create_unique_verified_email	2026-11-22 02:11:26.751164+09
6	account	0004_alter_emailaddress_drop_unique_email	2026-11-22 02:11:26.868287+09
7	account	0005_emailaddress_idx_upper_email	2026-11-22 02:11:26.987738+09
8	account	0006_emailaddress_lower	2026-11-22 02:11:27.185378+09
9	account	0007_emailaddress_idx_email	2026-11-22 02:11:27.482647+09
10	account	0008_emailaddress_unique_primary_email_fixup	2026-11-22 02:11:27.644469+09
11	account	0009_emailaddress_unique_primary_email	2026-11-22 02:11:27.782559+09
12	agents	0001_initial	2026-11-22 02:11:29.775335+09
13	answers	0001_initial	2026-11-22 02:11:30.528102+09
14	contenttypes	0001_initial	2026-11-22 02:11:30.723253+09
15	contenttypes	0002_remove_content_type_name	2026-11-22 02:11:31.230723+09
16	auth	0001_initial	2026-11-22 02:11:31.812046+09
17	auth	0002_alter_permission_name_max_length	2026-11-22 02:11:31.962551+09
18	auth	0003_alter_user_email_max_length	2026-11-22 02:11:32.096275+09
19	auth	0004_alter_user_username_opts	2026-11-22 02:11:32.285742+09
20	auth	0005_alter_user_last_login_null	2026-11-22 02:11:32.523323+09
21	auth	0006_require_contenttypes_0002	2026-11-22 02:11:32.568649+09
22	auth	0007_alter_validators_add_error_messages	2026-11-22 02:11:32.722253+09
23	auth	0008_alter_user_username_max_length	2026-11-22 02:11:32.957855+09
24	auth	0009_alter_user_last_name_max_length	2026-11-22 02:11:33.289266+09
25	auth	0010_alter_group_name_max_length	2026-11-22 02:11:33.534568+09
26	auth	0011_update_proxy_permissions	2026-11-22 02:11:34.084865+09
27	auth	0012_alter_user_first_name_max_length	2026-11-22 02:11:34.220017+09
28	categories	0001_initial	2026-11-22 02:11:36.347292+09
29	customers	0001_initial	2026-11-22 02:11:36.765588+09
30	tickets	0001_initial	2026-11-22 02:11:43.274891+09
31	deliveries	0001_initial	2026-11-22 02:11:44.612424+09
32	events	0001_initial	2026-11-22 02:11:45.351108+09
33	events	0002_index_for_catching_up	2026-11-22 02:11:46.00734+09
34	fields	0001_initial	2026-11-22 02:11:48.040264+09
35	fields	0002_field_ids	2026-11-22 02:11:48.065947+09
36	procrastinate	0001_initial	2026-11-22 02:11:48.200257+09
37	procrastinate	0002_drop_started_at_column	2026-11-22 02:11:48.23667+09
38	procrastinate	0003_drop_started_at_column	2026-11-22 02:11:48.322823+09
39	procrastinate	0004_drop_procrastinate_version_table	2026-11-22 02:11:48.400746+09
40	procrastinate	0005_fix_procrastinate_fetch_job	2026-11-22 02:11:48.463818+09
41	procrastinate	0006_fix_trigger_status_events_insert	2026-11-22 02:11:48.643608+09
42	procrastinate	0007_add_queueing_lock_column	2026-11-22 02:11:48.716945+09
43	procrastinate	0008_close_fetch_job_race_condition	2026-11-22 02:11:48.833747+09
44	procrastinate	0009_add_defer_job_function	2026-11-22 02:11:49.00605+09
45	procrastinate	0010_add_procrastinate_periodic_defers	2026-11-22 02:11:49.13659+09
46	procrastinate	0011_add_foreign_key_index	2026-11-22 02:11:49.187496+09
47	procrastinate	0012_add_locks_to_periodic_defer	2026-11-22 02:11:49.256618+09
48	procrastinate	0013_fix_procrastinate_defer_periodic_job	2026-11-22 02:11:49.387532+09
49	procrastinate	0014_add_finish_job_and_retry_job_functions	2026-11-22 02:11:49.425666+09
50	procrastinate	0015_add_trigger_on_job_deletion	2026-11-22 02:11:49.483447+09
51	procrastinate	0016_delete_finished_jobs	2026-11-22 02:11:49.559985+09
52	procrastinate	0017_add_checks_to_finish_job	2026-11-22 02:11:49.574589+09
53	procrastinate	0018_add_checks_to_retry_job	2026-11-22 02:11:49.592916+09
54	procrastinate	0019_fix_finish_job_compat_issue	2026-11-22 02:11:49.632639+09
55	procrastinate	0020_add_index_on_procrastinate_jobs	2026-11-22 02:11:49.666713+09
56	procrastinate	0021_add_kwargs_to_defer_periodic_job	2026-11-22 02:11:49.725021+09
57	procrastinate	0022_null_locks_excluded	2026-11-22 02:11:49.759793+09
58	procrastinate	0023_remove_old_finish_job_function	2026-11-22 02:11:49.772891+09
59	procrastinate	0024_job_id_bigint	2026-11-22 02:11:49.784528+09
60	procrastinate	0025_add_models	2026-11-22 02:11:49.823605+09
61	procrastinate	0026_add_job_priority	2026-11-22 02:11:49.867099+09
62	procrastinate	0027_add_periodic_job_priority	2026-11-22 02:11:49.88545+09
63	procrastinate	0028_add_cancel_states	2026-11-22 02:11:49.931495+09
64	procrastinate	0029_add_additional_params_to_retry_job	2026-11-22 02:11:49.974001+09
65	procrastinate	0030_alter_procrastinateevent_options	2026-11-22 02:11:50.036382+09
66	procrastinate	0031_add_indexes_for_fetch_job	2026-11-22 02:11:50.102925+09
67	procrastinate	0032_pre_cancel_notification	2026-11-22 02:11:50.14202+09
68	procrastinate	0033_post_cancel_notification	2026-11-22 02:11:50.307608+09
69	procrastinate	0034_pre_add_heartbeat	2026-11-22 02:11:50.506281+09
70	procrastinate	0035_post_add_heartbeat	2026-11-22 02:11:50.599971+09
71	procrastinate	0036_add_worker_model	2026-11-22 02:11:50.670594+09
72	procrastinate	0037_pre_batch_defer_jobs	2026-11-22 02:11:50.736017+09
73	procrastinate	0038_post_batch_defer_jobs	2026-11-22 02:11:50.777978+09
74	procrastinate	0039_pre_priority_lock_fetch_job	2026-11-22 02:11:50.798501+09
75	procrastinate	0040_pre_retry_failed_job	2026-11-22 02:11:50.845854+09
76	procrastinate	0041_post_retry_failed_job	2026-11-22 02:11:50.883113+09
77	security	0001_initial	2026-11-22 02:11:55.517269+09
78	sessions	0001_initial	2026-11-22 02:11:55.678039+09
\.


--
-- Data for Name: django_session; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.django_session (session_key, session_data, expire_date) FROM stdin;
\.


--
-- Data for Name: events_event; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.events_event (id, kind, subject, actor_kind, actor_id, payload, created_at, recorded_at, transaction, dispatched_at, service_id) FROM stdin;
1	open_api.key_changed	open_api	system	\N	{}	2026-11-22 02:12:07.451971+09	2026-11-22 02:12:07.477502+09	879	\N	1
2	open_api.enabled	open_api	system	\N	{}	2026-11-22 02:12:07.491872+09	2026-11-22 02:12:07.493753+09	879	\N	1
3	ticket.created	T17952811469801V9X8	customer	\N	{"status": "new", "channel": "web", "group_id": null, "assignee_id": null}	2026-11-22 02:12:26.98023+09	2026-11-22 02:12:27.298829+09	879	\N	1
4	ticket.created	T1795281147303htXIg	customer	\N	{"status": "new", "channel": "spweb", "group_id": null, "assignee_id": null}	2026-11-22 02:12:27.303068+09	2026-11-22 02:12:27.442418+09	879	\N	1
5	ticket.created	T1795281147485LrCB6	customer	\N	{"status": "new", "channel": "api", "group_id": null, "assignee_id": null}	2026-11-22 02:12:27.485481+09	2026-11-22 02:12:27.611593+09	879	\N	1
6	ticket.created	T1795281147629mRQKc	customer	\N	{"status": "new", "channel": "web", "group_id": null, "assignee_id": null}	2026-11-22 02:12:27.62996+09	2026-11-22 02:12:27.769882+09	879	\N	1
7	ticket.created	T1795281147791QJCoL	customer	\N	{"status": "new", "channel": "spweb", "group_id": null, "assignee_id": null}	2026-11-22 02:12:27.791309+09	2026-11-22 02:12:28.05458+09	879	\N	1
8	ticket.created	T1795281148066okmR9	customer	\N	{"status": "new", "channel": "api", "group_id": null, "assignee_id": null}	2026-11-22 02:12:28.066332+09	2026-11-22 02:12:28.099921+09	879	\N	1
9	ticket.created	T1795281148100SOvny	customer	\N	{"status": "new", "channel": "web", "group_id": null, "assignee_id": null}	2026-11-22 02:12:28.100589+09	2026-11-22 02:12:28.127064+09	879	\N	1
10	ticket.created	T1795281148144qhdHu	customer	\N	{"status": "new", "channel": "spweb", "group_id": null, "assignee_id": null}	2026-11-22 02:12:28.144116+09	2026-11-22 02:12:28.196592+09	879	\N	1
11	ticket.assigned	T1795281148100SOvny	agent	1	{"how": "forward", "status": "open", "group_id": 1, "assignee_id": 2, "previous_assignee_id": null}	2026-11-22 02:12:28.319374+09	2026-11-22 02:12:28.346066+09	879	\N	1
12	ticket.assigned	T1795281148144qhdHu	agent	1	{"how": "forward", "status": "open", "group_id": 2, "assignee_id": 3, "previous_assignee_id": null}	2026-11-22 02:12:28.469773+09	2026-11-22 02:12:28.489578+09	879	\N	1
13	ticket.commented	T1795281148144qhdHu	agent	1	{"status": "open", "entry_id": 1, "group_id": 2, "assignee_id": 3}	2026-11-22 02:12:28.502871+09	2026-11-22 02:12:28.584288+09	879	\N	1
14	ticket.reinquired	T1795281148144qhdHu	customer	\N	{"status": "open", "entry_id": 2, "group_id": 2, "assignee_id": 3, "previous_assignee_id": 3}	2026-11-22 02:12:28.631558+09	2026-11-22 02:12:28.668105+09	879	\N	1
15	open_api.key_changed	open_api	system	\N	{}	2026-11-22 02:12:31.174549+09	2026-11-22 02:12:31.178504+09	879	\N	2
16	open_api.enabled	open_api	system	\N	{}	2026-11-22 02:12:31.180119+09	2026-11-22 02:12:31.18042+09	879	\N	2
17	ticket.created	T1795281154907dECWL	customer	\N	{"status": "new", "channel": "web", "group_id": null, "assignee_id": null}	2026-11-22 02:12:34.907179+09	2026-11-22 02:12:35.005012+09	879	\N	2
18	ticket.created	T1795281155126VnCwK	customer	\N	{"status": "new", "channel": "spweb", "group_id": null, "assignee_id": null}	2026-11-22 02:12:35.126863+09	2026-11-22 02:12:35.148258+09	879	\N	2
\.


--
-- Data for Name: fields_customerfield; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.fields_customerfield (id, field_id, code, type, is_system, names, descriptions, placeholders, length, is_required, is_encrypted, is_exposed, is_cleared_on_click, options, destroy_after_days, deleted_at, service_id) FROM stdin;
1	1	category	dropdown	t	{"en": "Type", "ja": "種類", "ko": "유형", "th": "ประเภท", "zh": "类型"}	{}	{}	0	t	f	t	t	\N	\N	\N	1
2	2	name	text	t	{"en": "Name", "ja": "お名前", "ko": "이름", "th": "ชื่อ", "zh": "姓名"}	{}	{}	100	f	f	t	t	\N	\N	\N	1
3	3	mail	text	t	{"en": "E-mail", "ja": "メールアドレス", "ko": "이메일", "th": "อีเมล", "zh": "电子邮件"}	{}	{}	100	t	t	t	t	\N	\N	\N	1
4	4	phone	text	t	{"en": "Phone", "ja": "電話番号", "ko": "전화번호", "th": "หมายเลขโทรศัพท์", "zh": "电话号码"}	{}	{}	30	f	t	t	t	\N	\N	\N	1
5	5	subject	text	t	{"en": "Title", "ja": "件名", "ko": "제목", "th": "หัวข้อ", "zh": "标题"}	{}	{}	200	t	f	t	t	\N	\N	\N	1
6	6	content	textarea	t	{"en": "Inquiry", "ja": "お問い合わせ内容", "ko": "문의내용", "th": "รายละเอียด", "zh": "咨询内容"}	{}	{}	5000	t	f	t	t	\N	\N	\N	1
7	9	attachment	file	t	{"en": "Attachments", "ja": "添付ファイル", "ko": "첨부파일", "th": "ไฟล์แนบ", "zh": "附件"}	{"en": "Up to five images, documents (MS Office, hwp, pdf, txt) or zip files of 10 MB each.", "ja": "画像、文書(MS Office、hwp、pdf、txt)、zipファイルを各10MB以内で5個まで添付できます。", "ko": "이미지와 문서(MS Office, hwp, pdf, txt), zip 파일을 각 10MB 이내로 5개까지 첨부할 수 있습니다.", "th": "แนบรูปภาพ เอกสาร (MS Office, hwp, pdf, txt) หรือไฟล์ zip ได้สูงสุด 5 ไฟล์ ไฟล์ละไม่เกิน 10MB", "zh": "最多可添加5个附件:图片、文档(MS Office、hwp、pdf、txt)或zip文件,每个不超过10MB。"}	{}	0	f	f	t	t	\N	\N	\N	1
8	18	typeOne	text	t	{"en": "Item 1", "ja": "区分1", "ko": "구분1", "th": "หมวด 1", "zh": "分类1"}	{}	{}	200	f	f	t	t	\N	\N	\N	1
9	19	typeTwo	text	t	{"en": "Item 2", "ja": "区分2", "ko": "구분2", "th": "หมวด 2", "zh": "分类2"}	{}	{}	200	f	f	t	t	\N	\N	\N	1
10	11	personalAgree	agree	t	{"en": "Personal information", "ja": "個人情報の収集", "ko": "개인정보수집", "th": "การเก็บข้อมูลส่วนบุคคล", "zh": "个人信息收集"}	{"en": "To handle and answer your inquiry we keep your e-mail and inquiry (required), and your name, phone and attachments (optional). <b>They are deleted after three years, as the law requires.</b>", "ja": "お問い合わせへの対応のため、メールアドレスと内容(必須)、お名前・電話番号・添付ファイル(任意)を収集し、<b>法令に従い3年間保管した後に削除</b>します。", "ko": "문의 처리와 답변을 위해 이메일과 문의내용(필수), 이름·전화번호·첨부파일(선택)을 수집하며, <b>관련 법령에 따라 3년간 보관한 뒤 삭제</b>합니다.", "th": "เราเก็บอีเมลและรายละเอียด (จำเป็น) รวมถึงชื่อ โทรศัพท์ และไฟล์แนบ (ไม่บังคับ) เพื่อตอบคำถามของคุณ และ<b>จะลบหลังจากสามปีตามกฎหมาย</b>", "zh": "为处理并回复您的咨询,我们会收集电子邮件和咨询内容(必填)以及姓名、电话和附件(选填),<b>依法保存三年后删除</b>。"}	{"en": "I agree to the collection and use of my personal information.", "ja": "個人情報の収集および利用に同意します。", "ko": "개인정보 수집 및 이용에 동의합니다.", "th": "ฉันยินยอมให้เก็บและใช้ข้อมูลส่วนบุคคล", "zh": "我同意收集和使用个人信息。"}	0	t	f	t	t	\N	\N	\N	1
11	720	caption	caption	f	{"en": "Caption", "ja": "テキスト", "ko": "단순 텍스트 이름", "th": "ข้อความ", "zh": "纯文本"}	{"ko": "<div style=\\"color:red\\">단순 텍스트 설명</div>"}	{"ko": "<div style=\\"font-size:20px;color:red\\">단순 텍스트 내용</div>"}	50	f	f	t	t	\N	\N	\N	1
12	721	textbox	text	f	{"en": "Text box", "ja": "テキストボックス", "ko": "텍스트 박스 이름", "th": "กล่องข้อความ", "zh": "文本框"}	{"ko": "<div style=\\"color:red\\">텍스트 박스 설명</div>"}	{"ko": "텍스트 박스 자리 표시자"}	50	t	f	t	t	\N	\N	\N	1
13	722	checkbox	checkbox	f	{"en": "Check box", "ja": "チェックボックス", "ko": "체크박스 이름", "th": "ช่องทำเครื่องหมาย", "zh": "复选框"}	{"ko": "체크박스 설명"}	{}	50	f	t	t	t	["옵션1", "옵션2", "옵션3"]	\N	\N	1
14	723	dropdown	dropdown	f	{"en": "Drop box", "ja": "ドロップダウン", "ko": "드롭박스 이름", "th": "รายการแบบเลื่อนลง", "zh": "下拉框"}	{"ko": "드롭박스 설명"}	{}	50	f	f	t	t	["옵션1", "옵션2", "옵션3"]	\N	\N	1
15	724	radiobutton	radio	f	{"en": "Radio button", "ja": "ラジオボタン", "ko": "라디오 버튼 이름", "th": "ปุ่มตัวเลือก", "zh": "单选按钮"}	{"ko": "라디오 버튼 설명"}	{}	50	f	f	t	t	["옵션1", "옵션2", "옵션3"]	\N	\N	1
16	725	date	date	f	{"en": "Date", "ja": "日付", "ko": "일자 이름", "th": "วันที่", "zh": "日期"}	{"ko": "일자 설명"}	{"ko": "2022-07-11"}	50	f	f	t	t	\N	\N	\N	1
17	726	datetime	datetime	f	{"en": "Date and time", "ja": "日時", "ko": "일시", "th": "วันที่และเวลา", "zh": "日期时间"}	{"ko": "일시"}	{"ko": "2022-07-11 00:00"}	50	f	f	t	t	\N	\N	\N	1
18	727	dateperiod	date_period	f	{"en": "Period of dates", "ja": "期間(日付)", "ko": "기간 일자 이름", "th": "ช่วงวันที่", "zh": "日期区间"}	{"ko": "기간 일자 설명"}	{"ko": "2022-07-01 ~ 2022-07-31"}	50	f	f	t	t	\N	\N	\N	1
19	728	datetimeperiod	datetime_period	f	{"en": "Period of dates and times", "ja": "期間(日時)", "ko": "기간 일시 이름", "th": "ช่วงวันที่และเวลา", "zh": "日期时间区间"}	{"ko": "기간 일시 설명"}	{"ko": "2022-07-01 00:00 ~ 2022-07-31 23:59"}	50	f	f	t	t	\N	\N	\N	1
20	729	agreetotheterms	agree	f	{"en": "Agree to the terms", "ja": "規約への同意", "ko": "동의하기 이름", "th": "ยอมรับข้อกำหนด", "zh": "同意条款"}	{"ko": "안내 문구"}	{"ko": "동의 문구"}	50	f	f	t	t	\N	\N	\N	1
21	1	category	dropdown	t	{"en": "Type", "ja": "種類", "ko": "유형", "th": "ประเภท", "zh": "类型"}	{}	{}	0	t	f	t	t	\N	\N	\N	2
22	2	name	text	t	{"en": "Name", "ja": "お名前", "ko": "이름", "th": "ชื่อ", "zh": "姓名"}	{}	{}	100	f	f	t	t	\N	\N	\N	2
23	3	mail	text	t	{"en": "E-mail", "ja": "メールアドレス", "ko": "이메일", "th": "อีเมล", "zh": "电子邮件"}	{}	{}	100	t	t	t	t	\N	\N	\N	2
24	4	phone	text	t	{"en": "Phone", "ja": "電話番号", "ko": "전화번호", "th": "หมายเลขโทรศัพท์", "zh": "电话号码"}	{}	{}	30	f	t	t	t	\N	\N	\N	2
25	5	subject	text	t	{"en": "Title", "ja": "件名", "ko": "제목", "th": "หัวข้อ", "zh": "标题"}	{}	{}	200	t	f	t	t	\N	\N	\N	2
26	6	content	textarea	t	{"en": "Inquiry", "ja": "お問い合わせ内容", "ko": "문의내용", "th": "รายละเอียด", "zh": "咨询内容"}	{}	{}	5000	t	f	t	t	\N	\N	\N	2
27	9	attachment	file	t	{"en": "Attachments", "ja": "添付ファイル", "ko": "첨부파일", "th": "ไฟล์แนบ", "zh": "附件"}	{"en": "Up to five images, documents (MS Office, hwp, pdf, txt) or zip files of 10 MB each.", "ja": "画像、文書(MS Office、hwp、pdf、txt)、zipファイルを各10MB以内で5個まで添付できます。", "ko": "이미지와 문서(MS Office, hwp, pdf, txt), zip 파일을 각 10MB 이내로 5개까지 첨부할 수 있습니다.", "th": "แนบรูปภาพ เอกสาร (MS Office, hwp, pdf, txt) หรือไฟล์ zip ได้สูงสุด 5 ไฟล์ ไฟล์ละไม่เกิน 10MB", "zh": "最多可添加5个附件:图片、文档(MS Office、hwp、pdf、txt)或zip文件,每个不超过10MB。"}	{}	0	f	f	t	t	\N	\N	\N	2
28	18	typeOne	text	t	{"en": "Item 1", "ja": "区分1", "ko": "구분1", "th": "หมวด 1", "zh": "分类1"}	{}	{}	200	f	f	t	t	\N	\N	\N	2
29	19	typeTwo	text	t	{"en": "Item 2", "ja": "区分2", "ko": "구분2", "th": "หมวด 2", "zh": "分类2"}	{}	{}	200	f	f	t	t	\N	\N	\N	2
30	11	personalAgree	agree	t	{"en": "Personal information", "ja": "個人情報の収集", "ko": "개인정보수집", "th": "การเก็บข้อมูลส่วนบุคคล", "zh": "个人信息收集"}	{"en": "To handle and answer your inquiry we keep your e-mail and inquiry (required), and your name, phone and attachments (optional). <b>They are deleted after three years, as the law requires.</b>", "ja": "お問い合わせへの対応のため、メールアドレスと内容(必須)、お名前・電話番号・添付ファイル(任意)を収集し、<b>法令に従い3年間保管した後に削除</b>します。", "ko": "문의 처리와 답변을 위해 이메일과 문의내용(필수), 이름·전화번호·첨부파일(선택)을 수집하며, <b>관련 법령에 따라 3년간 보관한 뒤 삭제</b>합니다.", "th": "เราเก็บอีเมลและรายละเอียด (จำเป็น) รวมถึงชื่อ โทรศัพท์ และไฟล์แนบ (ไม่บังคับ) เพื่อตอบคำถามของคุณ และ<b>จะลบหลังจากสามปีตามกฎหมาย</b>", "zh": "为处理并回复您的咨询,我们会收集电子邮件和咨询内容(必填)以及姓名、电话和附件(选填),<b>依法保存三年后删除</b>。"}	{"en": "I agree to the collection and use of my personal information.", "ja": "個人情報の収集および利用に同意します。", "ko": "개인정보 수집 및 이용에 동의합니다.", "th": "ฉันยินยอมให้เก็บและใช้ข้อมูลส่วนบุคคล", "zh": "我同意收集和使用个人信息。"}	0	t	f	t	t	\N	\N	\N	2
31	730	caption	caption	f	{"en": "Caption", "ja": "テキスト", "ko": "단순 텍스트 이름", "th": "ข้อความ", "zh": "纯文本"}	{"ko": "<div style=\\"color:red\\">단순 텍스트 설명</div>"}	{"ko": "<div style=\\"font-size:20px;color:red\\">단순 텍스트 내용</div>"}	50	f	f	t	t	\N	\N	\N	2
32	731	textbox	text	f	{"en": "Text box", "ja": "テキストボックス", "ko": "텍스트 박스 이름", "th": "กล่องข้อความ", "zh": "文本框"}	{"ko": "<div style=\\"color:red\\">텍스트 박스 설명</div>"}	{"ko": "텍스트 박스 자리 표시자"}	50	t	f	t	t	\N	\N	\N	2
33	732	checkbox	checkbox	f	{"en": "Check box", "ja": "チェックボックス", "ko": "체크박스 이름", "th": "ช่องทำเครื่องหมาย", "zh": "复选框"}	{"ko": "체크박스 설명"}	{}	50	f	t	t	t	["옵션1", "옵션2", "옵션3"]	\N	\N	2
34	733	dropdown	dropdown	f	{"en": "Drop box", "ja": "ドロップダウン", "ko": "드롭박스 이름", "th": "รายการแบบเลื่อนลง", "zh": "下拉框"}	{"ko": "드롭박스 설명"}	{}	50	f	f	t	t	["옵션1", "옵션2", "옵션3"]	\N	\N	2
35	734	radiobutton	radio	f	{"en": "Radio button", "ja": "ラジオボタン", "ko": "라디오 버튼 이름", "th": "ปุ่มตัวเลือก", "zh": "单选按钮"}	{"ko": "라디오 버튼 설명"}	{}	50	f	f	t	t	["옵션1", "옵션2", "옵션3"]	\N	\N	2
36	735	date	date	f	{"en": "Date", "ja": "日付", "ko": "일자 이름", "th": "วันที่", "zh": "日期"}	{"ko": "일자 설명"}	{"ko": "2022-07-11"}	50	f	f	t	t	\N	\N	\N	2
37	736	datetime	datetime	f	{"en": "Date and time", "ja": "日時", "ko": "일시", "th": "วันที่และเวลา", "zh": "日期时间"}	{"ko": "일시"}	{"ko": "2022-07-11 00:00"}	50	f	f	t	t	\N	\N	\N	2
38	737	dateperiod	date_period	f	{"en": "Period of dates", "ja": "期間(日付)", "ko": "기간 일자 이름", "th": "ช่วงวันที่", "zh": "日期区间"}	{"ko": "기간 일자 설명"}	{"ko": "2022-07-01 ~ 2022-07-31"}	50	f	f	t	t	\N	\N	\N	2
39	738	datetimeperiod	datetime_period	f	{"en": "Period of dates and times", "ja": "期間(日時)", "ko": "기간 일시 이름", "th": "ช่วงวันที่และเวลา", "zh": "日期时间区间"}	{"ko": "기간 일시 설명"}	{"ko": "2022-07-01 00:00 ~ 2022-07-31 23:59"}	50	f	f	t	t	\N	\N	\N	2
40	739	agreetotheterms	agree	f	{"en": "Agree to the terms", "ja": "規約への同意", "ko": "동의하기 이름", "th": "ยอมรับข้อกำหนด", "zh": "同意条款"}	{"ko": "안내 문구"}	{"ko": "동의 문구"}	50	f	f	t	t	\N	\N	\N	2
\.


--
-- Data for Name: fields_fieldplacement; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.fields_fieldplacement (id, "position", field_id, service_id, submission_type_id) FROM stdin;
1	0	1	1	2542
2	1	3	1	2542
3	2	5	1	2542
4	3	6	1	2542
5	4	2	1	2542
6	5	4	1	2542
7	6	7	1	2542
8	7	8	1	2542
9	8	9	1	2542
10	9	11	1	2542
11	10	12	1	2542
12	11	13	1	2542
13	12	14	1	2542
14	13	15	1	2542
15	14	16	1	2542
16	15	17	1	2542
17	16	18	1	2542
18	17	19	1	2542
19	18	20	1	2542
20	19	10	1	2542
21	0	21	2	2549
22	1	23	2	2549
23	2	25	2	2549
24	3	26	2	2549
25	4	22	2	2549
26	5	24	2	2549
27	6	27	2	2549
28	7	28	2	2549
29	8	29	2	2549
30	9	31	2	2549
31	10	32	2	2549
32	11	33	2	2549
33	12	34	2	2549
34	13	35	2	2549
35	14	36	2	2549
36	15	37	2	2549
37	16	38	2	2549
38	17	39	2	2549
39	18	40	2	2549
40	19	30	2	2549
\.


--
-- Data for Name: organizations_organization; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.organizations_organization (id, organization_id, name, domain, sealed_key, created_at) FROM stdin;
1	YEl5LieYMINClxpz	Acme	acme	s1:AWcJwqNRQrHfHK1JRiTJodZUzq0eAlaPXB0SJto8y5Y0iQltaqpteNC1cf2aAlsnaY1JORAKxbXPXddptiMx898=	2026-11-22 02:12:03.229228+09
2	clOnXWhBe5fsArTw	Globex	globex	s1:AWcJwqMSUuNK6ESSCjbXeqmWdHXEp8GnUAulRx7Szv-7Taw56kW3Xc3ZIBUXgRduyLfab1rzwW_AZ8zZ3KHhYR8=	2026-11-22 02:12:28.691793+09
\.


--
-- Data for Name: organizations_service; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.organizations_service (id, service_id, name, type, time_zone, editor_type, is_active, configuration_version, created_at, organization_id) FROM stdin;
1	support	Acme 고객지원	1	Asia/Seoul	HTML	t	21	2026-11-22 02:12:03.501342+09	1
2	globexcare	Globex Care	1	America/New_York	HTML	t	21	2026-11-22 02:12:28.763867+09	2
\.


--
-- Data for Name: organizations_servicelanguage; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.organizations_servicelanguage (id, code, is_default, "position", service_id) FROM stdin;
1	ko	t	0	1
2	en	f	1	1
3	ja	f	2	1
4	zh	f	3	1
5	th	f	4	1
6	en	t	0	2
7	ko	f	1	2
\.


--
-- Data for Name: procrastinate_events; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.procrastinate_events (id, job_id, type, at) FROM stdin;
\.


--
-- Data for Name: procrastinate_jobs; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.procrastinate_jobs (id, queue_name, task_name, lock, args, status, scheduled_at, attempts, queueing_lock, priority, abort_requested, worker_id) FROM stdin;
\.


--
-- Data for Name: procrastinate_periodic_defers; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.procrastinate_periodic_defers (id, task_name, defer_timestamp, job_id, periodic_id) FROM stdin;
\.


--
-- Data for Name: procrastinate_workers; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.procrastinate_workers (id, last_heartbeat) FROM stdin;
\.


--
-- Data for Name: sangdam_cache; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.sangdam_cache (cache_key, value, expires) FROM stdin;
\.


--
-- Data for Name: security_inquirytrace; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.security_inquirytrace (id, index, created_at, service_id) FROM stdin;
\.


--
-- Data for Name: security_openapiaccess; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.security_openapiaccess (id, is_enabled, sealed_key, key_changed_at, allowed_addresses, service_id) FROM stdin;
1	t	s1:AWcJwqMv4wLoB_BvPPk-sfnYkq0b4urfSe4MCTM9SfO-qbXKwok6Y-skA6U9JoKn2z7WtLaTIGCvmsEmZWwiD-Y=	2026-11-22 02:12:07.451702+09	[]	1
2	t	s1:AWcJwqNNrOz3hL-dCtjBz_zx8kKF6ThxB_U4May20G_YzjGLU4r4UdYK6Ue-YPViHQeBFwrCbgoZ4dULE3H1VTw=	2026-11-22 02:12:31.171321+09	[]	2
\.


--
-- Data for Name: security_refusedcall; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.security_refusedcall (id, at, method, path, address, reason, service_id) FROM stdin;
\.


--
-- Data for Name: security_spampolicy; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.security_spampolicy (id, is_enabled, email_limit, email_minutes, address_limit, address_minutes, service_id) FROM stdin;
\.


--
-- Data for Name: tickets_attachment; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.tickets_attachment (id, is_internal, file_name, content_type, size, path, created_at, service_id, uploaded_by_id, entry_id, ticket_id) FROM stdin;
\.


--
-- Data for Name: tickets_historyentry; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.tickets_historyentry (id, kind, body, body_format, submission_key, created_at, author_id, service_id, ticket_id) FROM stdin;
1	comment	같은 로트에서 불량 접수가 세 건 더 있었습니다. 교환보다 환불을 먼저 안내해 주세요.	text	\N	2026-11-22 02:12:28.502871+09	1	1	8
2	reinquiry	교환 대신 환불도 가능한지 함께 알려주세요.	text	\N	2026-11-22 02:12:28.631558+09	\N	1	8
\.


--
-- Data for Name: tickets_ticket; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.tickets_ticket (id, ticket_id, status, priority, channel, language, subject, body, body_format, usercode, "values", sealed_values, submission_key, submission_digest, created_at, updated_at, solved_at, closed_at, assignee_id, customer_id, group_id, processing_type_id, service_id, submission_type_id) FROM stdin;
1	T17952811469801V9X8	new	normal	web	ko	배송이 일주일째 출발하지 않습니다	지난주 금요일에 주문했는데 아직 '상품 준비중'입니다.\n주문번호 2026-1114-0382, 언제 출발하나요?	text	member1	{"name": "정유진"}	{"mail": "s1:AWcJwqOKXIeN583FwCnFLeAt2ZJX5LOIbTamf4_PQmSWiJ7wp8MYkc9FnUTliZmigFtQpnN-", "phone": "s1:AWcJwqMQmupUVxg7nSaR4H_QsiCWRyBRIZbjEpIfpb8lOkYGKigaKtwneaLEgw=="}	\N	\N	2026-11-22 02:12:26.98023+09	2026-11-22 02:12:26.98023+09	\N	\N	\N	abaeb161-ac1a-4426-9209-66bfd594053f	\N	\N	1	2536
2	T1795281147303htXIg	new	normal	spweb	en	Charged twice for one order	My card shows two payments of $42.90 for order 88213.\nPlease refund one of them.	text	member2	{"name": "Daniel Moore"}	{"mail": "s1:AWcJwqP_6r-R9JVRhxcllberqxis0l65CnkWezM21wZmjMKUE6vkl7V1STyKfDRvbhwliXzp", "phone": "s1:AWcJwqPtCgJ5WsGaIooZG_UbW42AS68ElTEf4NpLLB9gDOFUnBovMcnFSESZkg=="}	\N	\N	2026-11-22 02:12:27.303068+09	2026-11-22 02:12:27.303068+09	\N	\N	\N	d629a819-fbc6-4c99-b541-9dca86c3c03b	\N	\N	1	2536
3	T1795281147485LrCB6	new	normal	api	ja	領収書の宛名を変更したい	会社名義の領収書が必要です。宛名を「株式会社ミサキ」に変更していただけますか。	text	member3	{"name": "高橋 美咲"}	{"mail": "s1:AWcJwqNfsSmFPPpFXdLXQWD8J4yPaO3FgktGXHFssIzrqcBFmw3_xyS8LMn4PAxtwVu_PHpI", "phone": "s1:AWcJwqN3prgc0uSwU2jfW68ZAJBN5abT8jpfAKCyuobAiVH5chX_7ZOys1Kz5g=="}	\N	\N	2026-11-22 02:12:27.485481+09	2026-11-22 02:12:27.485481+09	\N	\N	\N	b02fd687-1989-4c44-97d0-1afc5a2b5467	\N	\N	1	2536
4	T1795281147629mRQKc	new	normal	web	ko	비밀번호 재설정 메일이 오지 않아요	스팸함도 확인했는데 메일이 없습니다. 가입한 주소는 이 주소가 맞습니다.	text	member4	{"name": "최민준"}	{"mail": "s1:AWcJwqPznmCpnBltl7YXykuIwSLXzehgZkzsY-7hhzlozItok5H4fRbNOEPgvRMrGwbkxOUo", "phone": "s1:AWcJwqNc5bVhwEgfJ9scjRYMhDDneGNuTjLylkfoT1Db5CHMUXewctfyviJnCg=="}	\N	\N	2026-11-22 02:12:27.62996+09	2026-11-22 02:12:27.62996+09	\N	\N	\N	130848f5-32b2-438e-93c6-1ce7dcc0e7cf	\N	\N	1	2536
5	T1795281147791QJCoL	new	normal	spweb	zh	商品颜色与图片不符	收到的外套是深蓝色,图片上是黑色。可以换货吗?	text	member5	{"name": "陈思远"}	{"mail": "s1:AWcJwqNJgCfTKuzzJJvj26rua3kq2kM4wlbcURiJsRwPnNpoT_Yp53gF70hUj6DYFi9zyZCC", "phone": "s1:AWcJwqNtNrJg3qpy-UESvHEv1KpM3Ecl9BG4M8CaDEZ2taHNHrDvozpwZ0xHWA=="}	\N	\N	2026-11-22 02:12:27.791309+09	2026-11-22 02:12:27.791309+09	\N	\N	\N	55ba6f0c-5e86-4bf9-be78-5a1a27f8df12	\N	\N	1	2536
6	T1795281148066okmR9	new	normal	api	th	ขอเปลี่ยนที่อยู่จัดส่ง	ฉันกรอกที่อยู่ผิด รบกวนเปลี่ยนเป็นที่อยู่ใหม่ก่อนจัดส่งได้ไหม	text	member6	{"name": "สมชาย ใจดี"}	{"mail": "s1:AWcJwqPGtUbuuGrNiiNAy2A4REfdxSgd2wCGWBk7ZmCHD2Yl38y8MJ-E3ElpGYB3cJfBfrpw", "phone": "s1:AWcJwqOyt2j0BdjXVvgR0XfUBaIiLKqwdcKqQxxDHOdl-uAzir6k0CKshWSDsg=="}	\N	\N	2026-11-22 02:12:28.066332+09	2026-11-22 02:12:28.066332+09	\N	\N	\N	08baee6d-3ea9-4df4-b2b3-a0134b2e5a3f	\N	\N	1	2536
7	T1795281148100SOvny	open	normal	web	ko	정기 결제를 해지하고 싶습니다	다음 결제일이 12월 1일인데, 그 전에 해지되면 남은 기간은 계속 이용할 수 있나요?	text	member7	{"name": "윤서아"}	{"mail": "s1:AWcJwqMrvYghRQjA03mSh0O4DzpWcLc-sXMv6cST8fTfXk1Cg3RPJ-bt4d0ZU5QL0HcryCbz", "phone": "s1:AWcJwqNwWcAWGzNvEWWn9M1_wS-1tu2Y8zbUPPBk9XnruPcMbfrV2aMD1LKb9g=="}	\N	\N	2026-11-22 02:12:28.100589+09	2026-11-22 02:12:28.319374+09	\N	\N	2	7bd5cd18-f8fc-4abf-b7f5-a70a012d8e7d	1	\N	1	2536
8	T1795281148144qhdHu	open	normal	spweb	ko	교환한 상품도 불량입니다	처음 받은 이어폰이 불량이라 교환했는데 새 제품도 오른쪽에서 소리가 나지 않습니다.	text	member8	{"name": "강도현"}	{"mail": "s1:AWcJwqPs9r8__uBkjPVA1qvDqtY7Lk5zpP_tWMVyflaF3F9NIGgFQks4w392IPlSiHMRUMVj", "phone": "s1:AWcJwqOcAGNhHMCzEyzFD23ZPMeTArl_56rW5bvdEpNsKUEpFy6Lz0-I0_q7XQ=="}	\N	\N	2026-11-22 02:12:28.144116+09	2026-11-22 02:12:28.631558+09	\N	\N	3	2669a823-db09-4017-96e7-76fc9c17f641	2	\N	1	2536
9	T1795281154907dECWL	new	normal	web	ko	배송이 일주일째 출발하지 않습니다	지난주 금요일에 주문했는데 아직 '상품 준비중'입니다.\n주문번호 2026-1114-0382, 언제 출발하나요?	text	member1	{"name": "정유진"}	{"mail": "s1:AWcJwqMWJRo-Hk9QT4axhDJnTg2yq2frT5bV2v1fvv38iNO9lcDavc1FYRv_2YNW6i5d6WXn", "phone": "s1:AWcJwqOp_9NhkSYQmBnnsYVYYFZ69frO9KLaM-65jyZj2Ov2mK6ZrYMd3GsUZg=="}	\N	\N	2026-11-22 02:12:34.907179+09	2026-11-22 02:12:34.907179+09	\N	\N	\N	7a04c0d9-8176-4576-87b8-7ab6d1480dfe	\N	\N	2	2543
10	T1795281155126VnCwK	new	normal	spweb	en	Charged twice for one order	My card shows two payments of $42.90 for order 88213.\nPlease refund one of them.	text	member2	{"name": "Daniel Moore"}	{"mail": "s1:AWcJwqNheVawkKLUCPdZvF3EXtwbS5zHy9LUEuWqTeWrDp8N9_Q54Kyg6F_fiKJOiufZB1PQ", "phone": "s1:AWcJwqObpGoHyXzwlfWH8boa24eKxSdlQdiglwzx2M00cREL5BF7NwyIa_FQZQ=="}	\N	\N	2026-11-22 02:12:35.126863+09	2026-11-22 02:12:35.126863+09	\N	\N	\N	5c313ad8-390d-4bfc-868e-6fe83e481247	\N	\N	2	2543
\.


--
-- Name: account_emailaddress_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.account_emailaddress_id_seq', 1, false);


--
-- Name: account_emailconfirmation_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.account_emailconfirmation_id_seq', 1, false);


--
-- Name: accounts_member_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.accounts_member_id_seq', 5, true);


--
-- Name: agents_agent_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.agents_agent_id_seq', 4, true);


--
-- Name: agents_group_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.agents_group_id_seq', 3, true);


--
-- Name: agents_groupmembership_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.agents_groupmembership_id_seq', 5, true);


--
-- Name: answers_maillayout_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.answers_maillayout_id_seq', 1, false);


--
-- Name: answers_mailsettings_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.answers_mailsettings_id_seq', 1, false);


--
-- Name: auth_group_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.auth_group_id_seq', 1, false);


--
-- Name: auth_group_permissions_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.auth_group_permissions_id_seq', 1, false);


--
-- Name: auth_permission_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.auth_permission_id_seq', 132, true);


--
-- Name: categories_processingtype_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.categories_processingtype_id_seq', 1, false);


--
-- Name: categories_submissiontype_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.categories_submissiontype_id_seq', 2549, true);


--
-- Name: customer_field_id; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.customer_field_id', 739, true);


--
-- Name: django_content_type_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.django_content_type_id_seq', 33, true);


--
-- Name: django_migrations_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.django_migrations_id_seq', 78, true);


--
-- Name: events_event_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.events_event_id_seq', 18, true);


--
-- Name: fields_customerfield_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.fields_customerfield_id_seq', 40, true);


--
-- Name: fields_fieldplacement_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.fields_fieldplacement_id_seq', 40, true);


--
-- Name: organizations_organization_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.organizations_organization_id_seq', 2, true);


--
-- Name: organizations_service_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.organizations_service_id_seq', 2, true);


--
-- Name: organizations_servicelanguage_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.organizations_servicelanguage_id_seq', 7, true);


--
-- Name: procrastinate_events_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.procrastinate_events_id_seq', 1, false);


--
-- Name: procrastinate_jobs_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.procrastinate_jobs_id_seq', 1, false);


--
-- Name: procrastinate_periodic_defers_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.procrastinate_periodic_defers_id_seq', 1, false);


--
-- Name: procrastinate_workers_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.procrastinate_workers_id_seq', 1, false);


--
-- Name: security_inquirytrace_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.security_inquirytrace_id_seq', 1, false);


--
-- Name: security_openapiaccess_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.security_openapiaccess_id_seq', 2, true);


--
-- Name: security_refusedcall_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.security_refusedcall_id_seq', 1, false);


--
-- Name: security_spampolicy_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.security_spampolicy_id_seq', 1, false);


--
-- Name: tickets_historyentry_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.tickets_historyentry_id_seq', 2, true);


--
-- Name: tickets_ticket_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.tickets_ticket_id_seq', 10, true);


--
-- Name: account_emailaddress account_emailaddress_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_pkey PRIMARY KEY (id);


--
-- Name: account_emailaddress account_emailaddress_user_id_email_987c8728_uniq; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_email_987c8728_uniq UNIQUE (user_id, email);


--
-- Name: account_emailconfirmation account_emailconfirmation_key_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_key_key UNIQUE (key);


--
-- Name: account_emailconfirmation account_emailconfirmation_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_pkey PRIMARY KEY (id);


--
-- Name: accounts_member accounts_member_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.accounts_member
    ADD CONSTRAINT accounts_member_pkey PRIMARY KEY (id);


--
-- Name: agents_agent agent_once_per_service; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agents_agent
    ADD CONSTRAINT agent_once_per_service UNIQUE (service_id, member_id);


--
-- Name: agents_agent agents_agent_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agents_agent
    ADD CONSTRAINT agents_agent_pkey PRIMARY KEY (id);


--
-- Name: agents_group agents_group_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agents_group
    ADD CONSTRAINT agents_group_pkey PRIMARY KEY (id);


--
-- Name: agents_groupmembership agents_groupmembership_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agents_groupmembership
    ADD CONSTRAINT agents_groupmembership_pkey PRIMARY KEY (id);


--
-- Name: answers_maillayout answers_maillayout_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.answers_maillayout
    ADD CONSTRAINT answers_maillayout_pkey PRIMARY KEY (id);


--
-- Name: answers_mailsettings answers_mailsettings_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.answers_mailsettings
    ADD CONSTRAINT answers_mailsettings_pkey PRIMARY KEY (id);


--
-- Name: auth_group auth_group_name_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);


--
-- Name: auth_group_permissions auth_group_permissions_group_id_permission_id_0cd325b0_uniq; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);


--
-- Name: auth_group_permissions auth_group_permissions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);


--
-- Name: auth_group auth_group_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);


--
-- Name: auth_permission auth_permission_content_type_id_codename_01ab375a_uniq; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);


--
-- Name: auth_permission auth_permission_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);


--
-- Name: categories_processingtype categories_processingtype_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.categories_processingtype
    ADD CONSTRAINT categories_processingtype_pkey PRIMARY KEY (id);


--
-- Name: categories_submissiontype categories_submissiontype_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.categories_submissiontype
    ADD CONSTRAINT categories_submissiontype_pkey PRIMARY KEY (id);


--
-- Name: customers_customer customer_email_once; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.customers_customer
    ADD CONSTRAINT customer_email_once UNIQUE (service_id, email_index);


--
-- Name: fields_customerfield customer_field_code_once; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.fields_customerfield
    ADD CONSTRAINT customer_field_code_once UNIQUE (service_id, code);


--
-- Name: fields_customerfield customer_field_id_once; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.fields_customerfield
    ADD CONSTRAINT customer_field_id_once UNIQUE (service_id, field_id);


--
-- Name: customers_customer customers_customer_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.customers_customer
    ADD CONSTRAINT customers_customer_pkey PRIMARY KEY (id);


--
-- Name: deliveries_delivery deliveries_delivery_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.deliveries_delivery
    ADD CONSTRAINT deliveries_delivery_pkey PRIMARY KEY (id);


--
-- Name: deliveries_delivery delivery_message_id_once; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.deliveries_delivery
    ADD CONSTRAINT delivery_message_id_once UNIQUE (service_id, message_id);


--
-- Name: deliveries_delivery delivery_once_per_cause; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.deliveries_delivery
    ADD CONSTRAINT delivery_once_per_cause UNIQUE (service_id, cause_event, kind);


--
-- Name: django_content_type django_content_type_app_label_model_76bd3d3b_uniq; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);


--
-- Name: django_content_type django_content_type_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);


--
-- Name: django_migrations django_migrations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);


--
-- Name: django_session django_session_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);


--
-- Name: events_event events_event_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.events_event
    ADD CONSTRAINT events_event_pkey PRIMARY KEY (id);


--
-- Name: fields_fieldplacement field_placement_once; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.fields_fieldplacement
    ADD CONSTRAINT field_placement_once UNIQUE (service_id, submission_type_id, field_id);


--
-- Name: fields_customerfield fields_customerfield_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.fields_customerfield
    ADD CONSTRAINT fields_customerfield_pkey PRIMARY KEY (id);


--
-- Name: fields_fieldplacement fields_fieldplacement_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.fields_fieldplacement
    ADD CONSTRAINT fields_fieldplacement_pkey PRIMARY KEY (id);


--
-- Name: agents_groupmembership group_membership_once; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agents_groupmembership
    ADD CONSTRAINT group_membership_once UNIQUE (service_id, group_id, agent_id);


--
-- Name: agents_group group_name_once; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agents_group
    ADD CONSTRAINT group_name_once UNIQUE (service_id, name);


--
-- Name: answers_maillayout mail_layout_once; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.answers_maillayout
    ADD CONSTRAINT mail_layout_once UNIQUE (service_id, purpose, language);


--
-- Name: answers_mailsettings mail_settings_once; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.answers_mailsettings
    ADD CONSTRAINT mail_settings_once UNIQUE (service_id);


--
-- Name: accounts_member member_email_once; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.accounts_member
    ADD CONSTRAINT member_email_once UNIQUE (email);


--
-- Name: security_openapiaccess open_api_access_once; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.security_openapiaccess
    ADD CONSTRAINT open_api_access_once UNIQUE (service_id);


--
-- Name: organizations_organization organizations_organization_domain_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organizations_organization
    ADD CONSTRAINT organizations_organization_domain_key UNIQUE (domain);


--
-- Name: organizations_organization organizations_organization_organization_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organizations_organization
    ADD CONSTRAINT organizations_organization_organization_id_key UNIQUE (organization_id);


--
-- Name: organizations_organization organizations_organization_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organizations_organization
    ADD CONSTRAINT organizations_organization_pkey PRIMARY KEY (id);


--
-- Name: organizations_service organizations_service_name_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organizations_service
    ADD CONSTRAINT organizations_service_name_key UNIQUE (name);


--
-- Name: organizations_service organizations_service_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organizations_service
    ADD CONSTRAINT organizations_service_pkey PRIMARY KEY (id);


--
-- Name: organizations_service organizations_service_service_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organizations_service
    ADD CONSTRAINT organizations_service_service_id_key UNIQUE (service_id);


--
-- Name: organizations_servicelanguage organizations_servicelanguage_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organizations_servicelanguage
    ADD CONSTRAINT organizations_servicelanguage_pkey PRIMARY KEY (id);


--
-- Name: procrastinate_events procrastinate_events_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.procrastinate_events
    ADD CONSTRAINT procrastinate_events_pkey PRIMARY KEY (id);


--
-- Name: procrastinate_jobs procrastinate_jobs_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_pkey PRIMARY KEY (id);


--
-- Name: procrastinate_periodic_defers procrastinate_periodic_defers_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_pkey PRIMARY KEY (id);


--
-- Name: procrastinate_periodic_defers procrastinate_periodic_defers_unique; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_unique UNIQUE (task_name, periodic_id, defer_timestamp);


--
-- Name: procrastinate_workers procrastinate_workers_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.procrastinate_workers
    ADD CONSTRAINT procrastinate_workers_pkey PRIMARY KEY (id);


--
-- Name: sangdam_cache sangdam_cache_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sangdam_cache
    ADD CONSTRAINT sangdam_cache_pkey PRIMARY KEY (cache_key);


--
-- Name: security_inquirytrace security_inquirytrace_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.security_inquirytrace
    ADD CONSTRAINT security_inquirytrace_pkey PRIMARY KEY (id);


--
-- Name: security_openapiaccess security_openapiaccess_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.security_openapiaccess
    ADD CONSTRAINT security_openapiaccess_pkey PRIMARY KEY (id);


--
-- Name: security_refusedcall security_refusedcall_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.security_refusedcall
    ADD CONSTRAINT security_refusedcall_pkey PRIMARY KEY (id);


--
-- Name: security_spampolicy security_spampolicy_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.security_spampolicy
    ADD CONSTRAINT security_spampolicy_pkey PRIMARY KEY (id);


--
-- Name: organizations_servicelanguage service_language_once; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organizations_servicelanguage
    ADD CONSTRAINT service_language_once UNIQUE (service_id, code);


--
-- Name: security_spampolicy spam_policy_once; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.security_spampolicy
    ADD CONSTRAINT spam_policy_once UNIQUE (service_id);


--
-- Name: tickets_ticket ticket_id_once; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT ticket_id_once UNIQUE (service_id, ticket_id);


--
-- Name: tickets_attachment tickets_attachment_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tickets_attachment
    ADD CONSTRAINT tickets_attachment_pkey PRIMARY KEY (id);


--
-- Name: tickets_historyentry tickets_historyentry_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tickets_historyentry
    ADD CONSTRAINT tickets_historyentry_pkey PRIMARY KEY (id);


--
-- Name: tickets_ticket tickets_ticket_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_pkey PRIMARY KEY (id);


--
-- Name: account_emailaddress_email_03be32b2; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX account_emailaddress_email_03be32b2 ON public.account_emailaddress USING btree (email);


--
-- Name: account_emailaddress_email_03be32b2_like; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX account_emailaddress_email_03be32b2_like ON public.account_emailaddress USING btree (email varchar_pattern_ops);


--
-- Name: account_emailaddress_user_id_2c513194; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX account_emailaddress_user_id_2c513194 ON public.account_emailaddress USING btree (user_id);


--
-- Name: account_emailconfirmation_email_address_id_5b7f8c58; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX account_emailconfirmation_email_address_id_5b7f8c58 ON public.account_emailconfirmation USING btree (email_address_id);


--
-- Name: account_emailconfirmation_key_f43612bd_like; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX account_emailconfirmation_key_f43612bd_like ON public.account_emailconfirmation USING btree (key varchar_pattern_ops);


--
-- Name: accounts_member_organization_id_7191fca5; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX accounts_member_organization_id_7191fca5 ON public.accounts_member USING btree (organization_id);


--
-- Name: agents_agent_member_id_461d78a0; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX agents_agent_member_id_461d78a0 ON public.agents_agent USING btree (member_id);


--
-- Name: attachment_ticket; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX attachment_ticket ON public.tickets_attachment USING btree (service_id, ticket_id) WHERE (ticket_id IS NOT NULL);


--
-- Name: attachment_waiting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX attachment_waiting ON public.tickets_attachment USING btree (created_at) WHERE (ticket_id IS NULL);


--
-- Name: auth_group_name_a6ea08ec_like; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);


--
-- Name: auth_group_permissions_group_id_b120cbf9; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);


--
-- Name: auth_group_permissions_permission_id_84c5c92e; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);


--
-- Name: auth_permission_content_type_id_2f476e4b; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);


--
-- Name: categories_processingtype_parent_id_fcfbf3eb; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX categories_processingtype_parent_id_fcfbf3eb ON public.categories_processingtype USING btree (parent_id);


--
-- Name: categories_submissiontype_parent_id_6fc50c10; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX categories_submissiontype_parent_id_6fc50c10 ON public.categories_submissiontype USING btree (parent_id);


--
-- Name: customer_phone; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customer_phone ON public.customers_customer USING btree (service_id, phone_index);


--
-- Name: customer_usercode; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customer_usercode ON public.customers_customer USING btree (service_id, usercode) WHERE (NOT ((usercode)::text = ''::text));


--
-- Name: delivery_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX delivery_due ON public.deliveries_delivery USING btree (due_at) WHERE ((state)::text = ANY ((ARRAY['waiting'::character varying, 'sending'::character varying, 'retrying'::character varying])::text[]));


--
-- Name: delivery_list_all; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX delivery_list_all ON public.deliveries_delivery USING btree (service_id, created_at DESC, id DESC);


--
-- Name: delivery_list_failed; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX delivery_list_failed ON public.deliveries_delivery USING btree (service_id, created_at DESC, id DESC) WHERE ((state)::text = 'failed'::text);


--
-- Name: delivery_ticket; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX delivery_ticket ON public.deliveries_delivery USING btree (service_id, ticket_id, created_at);


--
-- Name: django_session_expire_date_a5c62663; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);


--
-- Name: django_session_session_key_c0390e0f_like; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);


--
-- Name: entry_history; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX entry_history ON public.tickets_historyentry USING btree (service_id, ticket_id, id);


--
-- Name: entry_submission_once; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX entry_submission_once ON public.tickets_historyentry USING btree (service_id, ticket_id, submission_key) WHERE (submission_key IS NOT NULL);


--
-- Name: event_subject; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX event_subject ON public.events_event USING btree (service_id, subject, id);


--
-- Name: event_transaction; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX event_transaction ON public.events_event USING btree (transaction, service_id);


--
-- Name: event_undispatched; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX event_undispatched ON public.events_event USING btree (id) WHERE (dispatched_at IS NULL);


--
-- Name: fields_fieldplacement_field_id_050a1681; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX fields_fieldplacement_field_id_050a1681 ON public.fields_fieldplacement USING btree (field_id);


--
-- Name: fields_fieldplacement_submission_type_id_6e7b4c8a; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX fields_fieldplacement_submission_type_id_6e7b4c8a ON public.fields_fieldplacement USING btree (submission_type_id);


--
-- Name: group_membership_agent; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX group_membership_agent ON public.agents_groupmembership USING btree (service_id, agent_id);


--
-- Name: idx_procrastinate_jobs_worker_not_null; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX idx_procrastinate_jobs_worker_not_null ON public.procrastinate_jobs USING btree (worker_id) WHERE ((worker_id IS NOT NULL) AND (status = 'doing'::public.procrastinate_job_status));


--
-- Name: idx_procrastinate_workers_last_heartbeat; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX idx_procrastinate_workers_last_heartbeat ON public.procrastinate_workers USING btree (last_heartbeat);


--
-- Name: inquiry_trace_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX inquiry_trace_age ON public.security_inquirytrace USING btree (created_at);


--
-- Name: inquiry_trace_count; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX inquiry_trace_count ON public.security_inquirytrace USING btree (service_id, index, created_at);


--
-- Name: organizations_organization_domain_8bec6815_like; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX organizations_organization_domain_8bec6815_like ON public.organizations_organization USING btree (domain varchar_pattern_ops);


--
-- Name: organizations_organization_organization_id_ef52df83_like; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX organizations_organization_organization_id_ef52df83_like ON public.organizations_organization USING btree (organization_id varchar_pattern_ops);


--
-- Name: organizations_service_name_72b4f530_like; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX organizations_service_name_72b4f530_like ON public.organizations_service USING btree (name varchar_pattern_ops);


--
-- Name: organizations_service_organization_id_c9ea1cab; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX organizations_service_organization_id_c9ea1cab ON public.organizations_service USING btree (organization_id);


--
-- Name: organizations_service_service_id_500c5b2e_like; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX organizations_service_service_id_500c5b2e_like ON public.organizations_service USING btree (service_id varchar_pattern_ops);


--
-- Name: processing_type_tree; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX processing_type_tree ON public.categories_processingtype USING btree (service_id, parent_id, "position");


--
-- Name: procrastinate_events_job_id_fkey_v1; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX procrastinate_events_job_id_fkey_v1 ON public.procrastinate_events USING btree (job_id);


--
-- Name: procrastinate_jobs_id_lock_idx_v1; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX procrastinate_jobs_id_lock_idx_v1 ON public.procrastinate_jobs USING btree (id, lock) WHERE (status = ANY (ARRAY['todo'::public.procrastinate_job_status, 'doing'::public.procrastinate_job_status]));


--
-- Name: procrastinate_jobs_lock_idx_v1; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX procrastinate_jobs_lock_idx_v1 ON public.procrastinate_jobs USING btree (lock) WHERE (status = 'doing'::public.procrastinate_job_status);


--
-- Name: procrastinate_jobs_priority_idx_v1; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX procrastinate_jobs_priority_idx_v1 ON public.procrastinate_jobs USING btree (priority DESC, id) WHERE (status = 'todo'::public.procrastinate_job_status);


--
-- Name: procrastinate_jobs_queue_name_idx_v1; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX procrastinate_jobs_queue_name_idx_v1 ON public.procrastinate_jobs USING btree (queue_name);


--
-- Name: procrastinate_jobs_queueing_lock_idx_v1; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX procrastinate_jobs_queueing_lock_idx_v1 ON public.procrastinate_jobs USING btree (queueing_lock) WHERE (status = 'todo'::public.procrastinate_job_status);


--
-- Name: procrastinate_periodic_defers_job_id_fkey_v1; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX procrastinate_periodic_defers_job_id_fkey_v1 ON public.procrastinate_periodic_defers USING btree (job_id);


--
-- Name: refused_call_latest; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX refused_call_latest ON public.security_refusedcall USING btree (service_id, id DESC);


--
-- Name: sangdam_cache_expires; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sangdam_cache_expires ON public.sangdam_cache USING btree (expires);


--
-- Name: service_id_unique_without_case; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX service_id_unique_without_case ON public.organizations_service USING btree (lower((service_id)::text));


--
-- Name: service_one_default_language; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX service_one_default_language ON public.organizations_servicelanguage USING btree (service_id) WHERE is_default;


--
-- Name: submission_type_tree; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX submission_type_tree ON public.categories_submissiontype USING btree (service_id, parent_id, "position");


--
-- Name: ticket_customer; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ticket_customer ON public.tickets_ticket USING btree (service_id, customer_id, id DESC) WHERE (customer_id IS NOT NULL);


--
-- Name: ticket_list_all; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ticket_list_all ON public.tickets_ticket USING btree (service_id, updated_at DESC, id DESC);


--
-- Name: ticket_list_assignee; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ticket_list_assignee ON public.tickets_ticket USING btree (service_id, assignee_id, status, updated_at DESC, id DESC) WHERE (assignee_id IS NOT NULL);


--
-- Name: ticket_list_status; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ticket_list_status ON public.tickets_ticket USING btree (service_id, status, updated_at DESC, id DESC);


--
-- Name: ticket_list_usercode; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ticket_list_usercode ON public.tickets_ticket USING btree (service_id, usercode, updated_at DESC, id DESC) WHERE (NOT ((usercode)::text = ''::text));


--
-- Name: ticket_submission_once; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX ticket_submission_once ON public.tickets_ticket USING btree (service_id, submission_key) WHERE (submission_key IS NOT NULL);


--
-- Name: tickets_attachment_id_62d16831_like; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX tickets_attachment_id_62d16831_like ON public.tickets_attachment USING btree (id varchar_pattern_ops);


--
-- Name: unique_primary_email; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX unique_primary_email ON public.account_emailaddress USING btree (user_id, "primary") WHERE "primary";


--
-- Name: unique_verified_email; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX unique_verified_email ON public.account_emailaddress USING btree (email) WHERE verified;


--
-- Name: procrastinate_jobs procrastinate_jobs_notify_queue_job_aborted_v1; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER procrastinate_jobs_notify_queue_job_aborted_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN (((old.abort_requested = false) AND (new.abort_requested = true) AND (new.status = 'doing'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_notify_queue_abort_job_v1();


--
-- Name: procrastinate_jobs procrastinate_jobs_notify_queue_job_inserted_v1; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_notify_queue_job_inserted_v1();


--
-- Name: procrastinate_jobs procrastinate_trigger_abort_requested_events_v1; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER procrastinate_trigger_abort_requested_events_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.abort_requested = true)) EXECUTE FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1();


--
-- Name: procrastinate_jobs procrastinate_trigger_delete_jobs_v1; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER procrastinate_trigger_delete_jobs_v1 BEFORE DELETE ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_unlink_periodic_defers_v1();


--
-- Name: procrastinate_jobs procrastinate_trigger_scheduled_events_v1; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER procrastinate_trigger_scheduled_events_v1 AFTER INSERT OR UPDATE ON public.procrastinate_jobs FOR EACH ROW WHEN (((new.scheduled_at IS NOT NULL) AND (new.status = 'todo'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_trigger_function_scheduled_events_v1();


--
-- Name: procrastinate_jobs procrastinate_trigger_status_events_insert_v1; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER procrastinate_trigger_status_events_insert_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_insert_v1();


--
-- Name: procrastinate_jobs procrastinate_trigger_status_events_update_v1; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER procrastinate_trigger_status_events_update_v1 AFTER UPDATE OF status ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_update_v1();


--
-- Name: account_emailaddress account_emailaddress_user_id_2c513194_fk_accounts_member_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_2c513194_fk_accounts_member_id FOREIGN KEY (user_id) REFERENCES public.accounts_member(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: account_emailconfirmation account_emailconfirm_email_address_id_5b7f8c58_fk_account_e; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirm_email_address_id_5b7f8c58_fk_account_e FOREIGN KEY (email_address_id) REFERENCES public.account_emailaddress(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: accounts_member accounts_member_organization_id_7191fca5_fk_organizat; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.accounts_member
    ADD CONSTRAINT accounts_member_organization_id_7191fca5_fk_organizat FOREIGN KEY (organization_id) REFERENCES public.organizations_organization(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: agents_agent agents_agent_member_id_461d78a0_fk_accounts_member_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agents_agent
    ADD CONSTRAINT agents_agent_member_id_461d78a0_fk_accounts_member_id FOREIGN KEY (member_id) REFERENCES public.accounts_member(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: agents_agent agents_agent_service_id_b0fa1d63_fk_organizations_service_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agents_agent
    ADD CONSTRAINT agents_agent_service_id_b0fa1d63_fk_organizations_service_id FOREIGN KEY (service_id) REFERENCES public.organizations_service(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: agents_group agents_group_service_id_23a4d260_fk_organizations_service_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agents_group
    ADD CONSTRAINT agents_group_service_id_23a4d260_fk_organizations_service_id FOREIGN KEY (service_id) REFERENCES public.organizations_service(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: agents_groupmembership agents_groupmembersh_service_id_d42746b9_fk_organizat; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agents_groupmembership
    ADD CONSTRAINT agents_groupmembersh_service_id_d42746b9_fk_organizat FOREIGN KEY (service_id) REFERENCES public.organizations_service(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: agents_groupmembership agents_groupmembership_agent_id_37d37574_fk_agents_agent_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agents_groupmembership
    ADD CONSTRAINT agents_groupmembership_agent_id_37d37574_fk_agents_agent_id FOREIGN KEY (agent_id) REFERENCES public.agents_agent(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: agents_groupmembership agents_groupmembership_group_id_4bfafc45_fk_agents_group_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agents_groupmembership
    ADD CONSTRAINT agents_groupmembership_group_id_4bfafc45_fk_agents_group_id FOREIGN KEY (group_id) REFERENCES public.agents_group(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: answers_maillayout answers_maillayout_service_id_581cae5d_fk_organizat; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.answers_maillayout
    ADD CONSTRAINT answers_maillayout_service_id_581cae5d_fk_organizat FOREIGN KEY (service_id) REFERENCES public.organizations_service(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: answers_mailsettings answers_mailsettings_service_id_f0c5dd9a_fk_organizat; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.answers_mailsettings
    ADD CONSTRAINT answers_mailsettings_service_id_f0c5dd9a_fk_organizat FOREIGN KEY (service_id) REFERENCES public.organizations_service(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: auth_group_permissions auth_group_permissio_permission_id_84c5c92e_fk_auth_perm; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: auth_group_permissions auth_group_permissions_group_id_b120cbf9_fk_auth_group_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: auth_permission auth_permission_content_type_id_2f476e4b_fk_django_co; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: categories_processingtype categories_processin_parent_id_fcfbf3eb_fk_categorie; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.categories_processingtype
    ADD CONSTRAINT categories_processin_parent_id_fcfbf3eb_fk_categorie FOREIGN KEY (parent_id) REFERENCES public.categories_processingtype(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: categories_processingtype categories_processin_service_id_b6bd54f8_fk_organizat; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.categories_processingtype
    ADD CONSTRAINT categories_processin_service_id_b6bd54f8_fk_organizat FOREIGN KEY (service_id) REFERENCES public.organizations_service(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: categories_submissiontype categories_submissio_parent_id_6fc50c10_fk_categorie; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.categories_submissiontype
    ADD CONSTRAINT categories_submissio_parent_id_6fc50c10_fk_categorie FOREIGN KEY (parent_id) REFERENCES public.categories_submissiontype(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: categories_submissiontype categories_submissio_service_id_c1ec6999_fk_organizat; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.categories_submissiontype
    ADD CONSTRAINT categories_submissio_service_id_c1ec6999_fk_organizat FOREIGN KEY (service_id) REFERENCES public.organizations_service(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: customers_customer customers_customer_service_id_3a949b55_fk_organizat; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.customers_customer
    ADD CONSTRAINT customers_customer_service_id_3a949b55_fk_organizat FOREIGN KEY (service_id) REFERENCES public.organizations_service(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: deliveries_delivery deliveries_delivery_entry_id_dc4f48a8_fk_tickets_h; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.deliveries_delivery
    ADD CONSTRAINT deliveries_delivery_entry_id_dc4f48a8_fk_tickets_h FOREIGN KEY (entry_id) REFERENCES public.tickets_historyentry(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: deliveries_delivery deliveries_delivery_service_id_78feffab_fk_organizat; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.deliveries_delivery
    ADD CONSTRAINT deliveries_delivery_service_id_78feffab_fk_organizat FOREIGN KEY (service_id) REFERENCES public.organizations_service(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: deliveries_delivery deliveries_delivery_ticket_id_4b95080a_fk_tickets_ticket_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.deliveries_delivery
    ADD CONSTRAINT deliveries_delivery_ticket_id_4b95080a_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: events_event events_event_service_id_8a87164e_fk_organizations_service_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.events_event
    ADD CONSTRAINT events_event_service_id_8a87164e_fk_organizations_service_id FOREIGN KEY (service_id) REFERENCES public.organizations_service(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: fields_customerfield fields_customerfield_service_id_f152ef01_fk_organizat; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.fields_customerfield
    ADD CONSTRAINT fields_customerfield_service_id_f152ef01_fk_organizat FOREIGN KEY (service_id) REFERENCES public.organizations_service(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: fields_fieldplacement fields_fieldplacemen_field_id_050a1681_fk_fields_cu; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.fields_fieldplacement
    ADD CONSTRAINT fields_fieldplacemen_field_id_050a1681_fk_fields_cu FOREIGN KEY (field_id) REFERENCES public.fields_customerfield(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: fields_fieldplacement fields_fieldplacemen_service_id_06efdded_fk_organizat; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.fields_fieldplacement
    ADD CONSTRAINT fields_fieldplacemen_service_id_06efdded_fk_organizat FOREIGN KEY (service_id) REFERENCES public.organizations_service(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: fields_fieldplacement fields_fieldplacemen_submission_type_id_6e7b4c8a_fk_categorie; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.fields_fieldplacement
    ADD CONSTRAINT fields_fieldplacemen_submission_type_id_6e7b4c8a_fk_categorie FOREIGN KEY (submission_type_id) REFERENCES public.categories_submissiontype(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: organizations_service organizations_servic_organization_id_c9ea1cab_fk_organizat; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organizations_service
    ADD CONSTRAINT organizations_servic_organization_id_c9ea1cab_fk_organizat FOREIGN KEY (organization_id) REFERENCES public.organizations_organization(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: organizations_servicelanguage organizations_servic_service_id_885a6a0e_fk_organizat; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organizations_servicelanguage
    ADD CONSTRAINT organizations_servic_service_id_885a6a0e_fk_organizat FOREIGN KEY (service_id) REFERENCES public.organizations_service(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: procrastinate_events procrastinate_events_job_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.procrastinate_events
    ADD CONSTRAINT procrastinate_events_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.procrastinate_jobs(id) ON DELETE CASCADE;


--
-- Name: procrastinate_jobs procrastinate_jobs_worker_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_worker_id_fkey FOREIGN KEY (worker_id) REFERENCES public.procrastinate_workers(id) ON DELETE SET NULL;


--
-- Name: procrastinate_periodic_defers procrastinate_periodic_defers_job_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.procrastinate_jobs(id);


--
-- Name: security_inquirytrace security_inquirytrac_service_id_4e899b79_fk_organizat; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.security_inquirytrace
    ADD CONSTRAINT security_inquirytrac_service_id_4e899b79_fk_organizat FOREIGN KEY (service_id) REFERENCES public.organizations_service(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: security_openapiaccess security_openapiacce_service_id_33b92b35_fk_organizat; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.security_openapiaccess
    ADD CONSTRAINT security_openapiacce_service_id_33b92b35_fk_organizat FOREIGN KEY (service_id) REFERENCES public.organizations_service(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: security_refusedcall security_refusedcall_service_id_30f1c52b_fk_organizat; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.security_refusedcall
    ADD CONSTRAINT security_refusedcall_service_id_30f1c52b_fk_organizat FOREIGN KEY (service_id) REFERENCES public.organizations_service(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: security_spampolicy security_spampolicy_service_id_54fad38b_fk_organizat; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.security_spampolicy
    ADD CONSTRAINT security_spampolicy_service_id_54fad38b_fk_organizat FOREIGN KEY (service_id) REFERENCES public.organizations_service(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: tickets_attachment tickets_attachment_entry_id_e46ef859_fk_tickets_historyentry_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tickets_attachment
    ADD CONSTRAINT tickets_attachment_entry_id_e46ef859_fk_tickets_historyentry_id FOREIGN KEY (entry_id) REFERENCES public.tickets_historyentry(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: tickets_attachment tickets_attachment_service_id_82792595_fk_organizat; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tickets_attachment
    ADD CONSTRAINT tickets_attachment_service_id_82792595_fk_organizat FOREIGN KEY (service_id) REFERENCES public.organizations_service(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: tickets_attachment tickets_attachment_ticket_id_00f5c87f_fk_tickets_ticket_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tickets_attachment
    ADD CONSTRAINT tickets_attachment_ticket_id_00f5c87f_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: tickets_attachment tickets_attachment_uploaded_by_id_1e22a000_fk_agents_agent_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tickets_attachment
    ADD CONSTRAINT tickets_attachment_uploaded_by_id_1e22a000_fk_agents_agent_id FOREIGN KEY (uploaded_by_id) REFERENCES public.agents_agent(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: tickets_historyentry tickets_historyentry_author_id_09a2d909_fk_agents_agent_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tickets_historyentry
    ADD CONSTRAINT tickets_historyentry_author_id_09a2d909_fk_agents_agent_id FOREIGN KEY (author_id) REFERENCES public.agents_agent(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: tickets_historyentry tickets_historyentry_service_id_61740d4b_fk_organizat; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tickets_historyentry
    ADD CONSTRAINT tickets_historyentry_service_id_61740d4b_fk_organizat FOREIGN KEY (service_id) REFERENCES public.organizations_service(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: tickets_historyentry tickets_historyentry_ticket_id_52ed4c4e_fk_tickets_ticket_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tickets_historyentry
    ADD CONSTRAINT tickets_historyentry_ticket_id_52ed4c4e_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: tickets_ticket tickets_ticket_assignee_id_3a5aa407_fk_agents_agent_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_assignee_id_3a5aa407_fk_agents_agent_id FOREIGN KEY (assignee_id) REFERENCES public.agents_agent(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: tickets_ticket tickets_ticket_customer_id_f2d9135a_fk_customers_customer_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_customer_id_f2d9135a_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: tickets_ticket tickets_ticket_group_id_4c5eda1a_fk_agents_group_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_group_id_4c5eda1a_fk_agents_group_id FOREIGN KEY (group_id) REFERENCES public.agents_group(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: tickets_ticket tickets_ticket_processing_type_id_2b2f6a2d_fk_categorie; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_processing_type_id_2b2f6a2d_fk_categorie FOREIGN KEY (processing_type_id) REFERENCES public.categories_processingtype(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: tickets_ticket tickets_ticket_service_id_b539ed07_fk_organizations_service_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_service_id_b539ed07_fk_organizations_service_id FOREIGN KEY (service_id) REFERENCES public.organizations_service(id) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: tickets_ticket tickets_ticket_submission_type_id_58bc8490_fk_categorie; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_submission_type_id_58bc8490_fk_categorie FOREIGN KEY (submission_type_id) REFERENCES public.categories_submissiontype(id) DEFERRABLE INITIALLY DEFERRED;


--
-- PostgreSQL database dump complete
--
