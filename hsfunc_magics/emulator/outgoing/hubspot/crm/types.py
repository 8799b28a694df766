"""The types of CRM objects: their names, ids, and the properties that every account has."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Property:
    """A property of a type. `kind` is HubSpot's `type`: string, number, datetime, date, bool or enumeration."""

    name: str
    label: str
    kind: str = "string"
    field_type: str = "text"
    group: str = ""
    description: str = ""
    options: tuple[tuple[str, str], ...] = ()
    unique: bool = False
    read_only: bool = False
    own: bool = False  # the account's own, not HubSpot's

    def as_json(self) -> dict[str, Any]:
        """As the properties API shows it."""
        return {
            "name": self.name,
            "label": self.label,
            "type": self.kind,
            "fieldType": self.field_type,
            "description": self.description,
            "groupName": self.group,
            "options": [
                {"label": label, "value": value, "displayOrder": order, "hidden": False}
                for order, (value, label) in enumerate(self.options)
            ],
            "displayOrder": -1,
            "calculated": False,
            "externalOptions": False,
            "archived": False,
            "hasUniqueValue": self.unique,
            "hidden": False,
            "hubspotDefined": not self.own,
            "modificationMetadata": {
                "archivable": self.own,
                "readOnlyDefinition": not self.own,
                "readOnlyValue": self.read_only,
            },
            "formField": not self.read_only,
        }


@dataclass(slots=True)
class ObjectType:
    """A type of objects. `name` is what paths have, `shown` what a response has unless told otherwise."""

    name: str
    singular: str
    type_id: str
    labels: tuple[str, str]
    properties: dict[str, Property] = field(default_factory=dict[str, Property])
    shown: tuple[str, ...] = ()
    searchable: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    created: str = "createdate"
    updated: str = "hs_lastmodifieddate"
    own: bool = False
    primary: str = ""
    full_name: str = ""
    created_at: str = ""

    @property
    def always(self) -> tuple[str, ...]:
        """Properties that every response has."""
        return (self.created, self.updated, "hs_object_id")

    @property
    def words(self) -> tuple[str, ...]:
        """All names that paths may have for it."""
        own = (self.full_name, f"p_{self.name}") if self.own else ()
        return (self.name, self.singular, self.type_id, *(word for word in own if word))


# By type: plural, singular, id, labels, groups of properties by kind, shown ones, searchable ones.
_CONTACT = (
    "email firstname lastname phone mobilephone fax company jobtitle website address city state zip country"
    " salutation message industry degree field_of_study gender school seniority job_function work_email"
    " twitterhandle company_size date_of_birth marital_status military_status relationship_status start_date"
    " hs_language ip_city ip_country ip_state numemployees annualrevenue hs_additional_emails hs_email_domain"
    " hs_analytics_source hs_analytics_first_url hs_analytics_last_url hs_persona hs_timezone hs_linkedin_url"
    " hs_whatsapp_phone_number hubspot_owner_id associatedcompanyid hs_ip_timezone total_revenue owneremail ownername"
    " hs_content_membership_notes hs_all_contact_vids hs_full_name_or_email hs_calculated_phone_number"
)
_COMPANY = (
    "name domain website phone address address2 city state zip country description about_us founded_year timezone"
    " twitterhandle linkedin_company_page facebook_company_page hubspot_owner_id hs_parent_company_id"
    " hs_additional_domains owneremail ownername hs_analytics_source web_technologies"
)
_DEAL = (
    "dealname description hubspot_owner_id closed_lost_reason closed_won_reason deal_currency_code hs_next_step"
    " hs_manual_forecast_category hs_analytics_source hs_campaign hs_primary_associated_company"
)
_TICKET = "subject content hubspot_owner_id source_type hs_resolution hs_ticket_id created_by"
_PRODUCT = "name description hs_sku hs_url hs_images recurringbillingfrequency hs_recurring_billing_period hs_folder"
_LINE_ITEM = "name description hs_sku hs_product_id hs_line_item_currency_code recurringbillingfrequency"
_QUOTE = "hs_title hs_status hs_currency hs_language hs_quote_link hs_sender_email hs_sender_firstname hs_terms"
_ACTIVITY = "hubspot_owner_id hs_attachment_ids hs_body_preview hs_unique_creation_key"

_FIELD_TYPES = {
    "number": "number",
    "datetime": "date",
    "date": "date",
    "bool": "booleancheckbox",
    "enumeration": "select",
}
_CHOICES: dict[str, tuple[str, ...]] = {
    "lifecyclestage": (
        "subscriber", "lead", "marketingqualifiedlead", "salesqualifiedlead", "opportunity", "customer", "evangelist",
        "other",
    ),
    "hs_lead_status": (
        "NEW", "OPEN", "IN_PROGRESS", "OPEN_DEAL", "UNQUALIFIED", "ATTEMPTED_TO_CONTACT", "CONNECTED", "BAD_TIMING",
    ),
    "dealtype": ("newbusiness", "existingbusiness"),
    "hs_priority": ("low", "medium", "high"),
    "hs_ticket_priority": ("LOW", "MEDIUM", "HIGH", "URGENT"),
    "hs_ticket_category": ("PRODUCT_ISSUE", "BILLING_ISSUE", "FEATURE_REQUEST", "GENERAL_INQUIRY"),
    "hs_task_priority": ("NONE", "LOW", "MEDIUM", "HIGH"),
    "hs_task_status": ("NOT_STARTED", "IN_PROGRESS", "WAITING", "COMPLETED", "DEFERRED"),
    "hs_task_type": ("EMAIL", "CALL", "TODO"),
}  # fmt: skip


def _kinds(**by_kind: str) -> dict[str, str]:
    return {name: kind for kind, names in by_kind.items() for name in names.split()}


_DEALS_KINDS = _kinds(
    number="amount hs_acv hs_arr hs_mrr hs_tcv hs_deal_stage_probability num_associated_contacts days_to_close",
    datetime="closedate notes_last_contacted notes_last_updated",
    enumeration="dealtype hs_priority",
    string=f"{_DEAL} dealstage pipeline",
    bool="hs_is_closed hs_is_closed_won",
)


def _type(
    names: tuple[str, str, str],
    kinds: dict[str, str],
    shown: str,
    searchable: str,
    *,
    created: str = "createdate",
    updated: str = "hs_lastmodifieddate",
) -> ObjectType:
    plural, singular, type_id = names
    words = plural.replace("_", " ")
    made = ObjectType(
        plural,
        singular,
        type_id,
        (singular.replace("_", " ").capitalize(), words.capitalize()),
        shown=tuple(shown.split()),
        searchable=tuple(searchable.split()),
        created=created,
        updated=updated,
    )
    own = {created: "datetime", updated: "datetime", "hs_object_id": "number"}
    for name, kind in {**own, **kinds}.items():
        made.properties[name] = _property(name, kind, singular, read_only=name in own)
    return made


def _property(name: str, kind: str, singular: str, *, read_only: bool) -> Property:
    label = name.removeprefix("hs_").replace("_", " ").capitalize()
    options = tuple((value, value.replace("_", " ").capitalize()) for value in _CHOICES.get(name, ()))
    return Property(
        name,
        label,
        kind,
        _FIELD_TYPES.get(kind, "text"),
        f"{singular.replace('_', '')}information",
        options=options,
        unique=singular == "contact" and name == "email",
        read_only=read_only,
    )


def hubspot_types() -> list[ObjectType]:
    """The types that every account has, new each time: an account may add properties."""
    activities = {
        "notes": ("note", "0-46", "hs_note_body"),
        "tasks": ("task", "0-27", "hs_task_subject hs_task_body"),
        "calls": ("call", "0-48", "hs_call_title hs_call_body hs_call_direction hs_call_disposition hs_call_status"),
        "emails": ("email", "0-49", "hs_email_subject hs_email_text hs_email_html hs_email_direction hs_email_status"),
        "meetings": ("meeting", "0-47", "hs_meeting_title hs_meeting_body hs_meeting_location hs_meeting_outcome"),
    }
    times = "hs_timestamp hs_meeting_start_time hs_meeting_end_time"
    choices = "hs_task_priority hs_task_status hs_task_type"
    return [
        _type(
            ("contacts", "contact", "0-1"),
            _kinds(
                string=_CONTACT,
                enumeration="lifecyclestage hs_lead_status",
                datetime="closedate lastcontacted notes_last_updated hs_lifecyclestage_lead_date",
                number="num_associated_deals num_conversion_events hubspotscore recent_deal_amount hs_email_open",
                bool="hs_email_optout hs_is_contact hs_marketable_status",
            ),
            "createdate email firstname hs_object_id lastmodifieddate lastname",
            "firstname lastname email phone hs_additional_emails fax mobilephone company",
            updated="lastmodifieddate",
        ),
        _type(
            ("companies", "company", "0-2"),
            _kinds(
                string=_COMPANY,
                enumeration="lifecyclestage hs_lead_status",
                number="numberofemployees annualrevenue num_associated_contacts num_associated_deals",
                bool="is_public",
            )
            | _kinds(string="industry type"),
            "createdate domain hs_lastmodifieddate hs_object_id name",
            "website phone name domain",
        ),
        _type(
            ("deals", "deal", "0-3"),
            _DEALS_KINDS,
            "amount closedate createdate dealname dealstage hs_lastmodifieddate hs_object_id pipeline",
            "dealname pipeline dealstage description dealtype",
        ),
        _type(
            ("tickets", "ticket", "0-5"),
            _kinds(
                string=f"{_TICKET} hs_pipeline hs_pipeline_stage",
                enumeration="hs_ticket_priority hs_ticket_category",
                datetime="closed_date hs_lastactivitydate",
            ),
            "content createdate hs_lastmodifieddate hs_object_id hs_pipeline hs_pipeline_stage hs_ticket_category"
            " hs_ticket_priority subject",
            "subject content hs_pipeline_stage hs_ticket_category hs_ticket_id",
        ),
        _type(
            ("products", "product", "0-7"),
            _kinds(string=_PRODUCT, number="price hs_cost_of_goods_sold tax"),
            "createdate description hs_lastmodifieddate hs_object_id name price",
            "name description price hs_sku",
        ),
        _type(
            ("line_items", "line_item", "0-8"),
            _kinds(string=_LINE_ITEM, number="price quantity amount discount hs_discount_percentage tax"),
            "createdate hs_lastmodifieddate hs_object_id hs_product_id quantity",
            "name description hs_sku",
        ),
        _type(
            ("quotes", "quote", "0-14"),
            _kinds(string=_QUOTE, number="hs_quote_amount", datetime="hs_expiration_date"),
            "hs_createdate hs_expiration_date hs_lastmodifieddate hs_object_id hs_status hs_title",
            "hs_title",
            created="hs_createdate",
        ),
        *(
            _type(
                (plural, singular, type_id),
                _kinds(string=f"{_ACTIVITY} {texts}", datetime=times, enumeration=choices, number="hs_call_duration"),
                "hs_createdate hs_lastmodifieddate hs_object_id",
                texts,
                created="hs_createdate",
            )
            for plural, (singular, type_id, texts) in activities.items()
        ),
    ]
