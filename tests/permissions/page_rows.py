"""Every page, and the permission that it is for; None: anybody with a session."""

from core.domain.people import Permission

PAGES: dict[str, Permission | None] = {
    "filer/inicio.py": Permission.FILE,
    "filer/mis_promociones.py": Permission.FILE,
    "filer/crear_promocion.py": Permission.FILE,
    "filer/promocion.py": Permission.FILE,
    "clerk/bandeja.py": Permission.READ_QUEUE,
    "clerk/revision.py": Permission.READ_QUEUE,
    "clerk/cerradas.py": Permission.READ_QUEUE,
    "supervisor/tablero.py": Permission.READ_BOARD,
    "supervisor/registro.py": Permission.READ_AUDIT,
    "supervisor/calendario.py": Permission.READ_QUEUE,
    "supervisor/catalogos.py": Permission.MANAGE_CATALOGS,
    "supervisor/solicitudes.py": Permission.UNBLOCK,
    "supervisor/fallas.py": Permission.READ_FAULTS,
    "administrator/cuentas.py": Permission.MANAGE_ACCOUNTS,
    "administrator/correos.py": Permission.MANAGE_ACCOUNTS,
    "shared/perfil.py": None,
    "shared/ayuda.py": None,
    "shared/contacto.py": None,
    "shared/reporte_de_fallas.py": None,
}
